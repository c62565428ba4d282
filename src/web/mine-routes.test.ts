// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testApp } from '../../test/support/http-app.ts';

const json = { 'content-type': 'application/json' };

async function made(app: ReturnType<typeof testApp>, path: string, body: object, key?: string) {
  const headers = { ...json, ...(key && { authorization: `Bearer ${key}` }) };
  const response = await app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as { address: string; manageToken: string; key: string };
}

async function keyWith(app: ReturnType<typeof testApp>, count: number): Promise<string> {
  const { key } = await made(app, '/keys', { target: 'ada@home.example' });
  for (let at = 0; at < count; at++) await made(app, '/aliases', { maxUses: 1 }, key);
  return key;
}

/** The list, and how many turns of the event loop others had meanwhile. */
async function list(app: ReturnType<typeof testApp>, held: readonly string[]) {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const body = new URLSearchParams({ held: held.join('\n') });
  const response = await app.request('/mine', { method: 'POST', body });
  const text = await response.text();
  isOver = true;
  assert.equal(response.status, 200);
  return { turns, text };
}

const occurrences = (text: string, part: RegExp) => text.match(part)?.length ?? 0;
const listedKey = /data-listed-key=/g;
const more = /<form class="more"/g;

describe('the list of keys and links', () => {
  it('is made in many turns of the event loop, so that mail goes on', async () => {
    const app = testApp();
    const keys = await Promise.all(Array.from({ length: 30 }, () => keyWith(app, 2)));
    const links = Array.from({ length: 400 }, (_, at) => `name${at}@alias.example/${'x'.repeat(22)}`);
    const { text, turns } = await list(app, [...keys, ...links]);
    assert.equal(occurrences(text, listedKey), 30);
    assert.equal(occurrences(text, more), 0);
    // A turn for each key, and one for every 25 links.
    assert.ok(turns >= 30 + 16, `${turns} turns`);
  });

  it('shows five hundred aliases of keys, and one of each key beyond; the others are a click away', async () => {
    const app = testApp();
    const keys = await Promise.all(Array.from({ length: 8 }, () => keyWith(app, 80)));
    const { text } = await list(app, keys);
    assert.equal(occurrences(text, listedKey), 8);
    const shown = new Set(text.match(/[0-9a-z]{16}@alias\.example\//g)).size;
    assert.equal(shown, 6 * 80 + 20 + 1);
    assert.equal(occurrences(text, more), 2);
  });
});
