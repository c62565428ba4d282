// SPDX-License-Identifier: MIT
/** What tests of backups and moves have in common: aliases in every state, and senders at work. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { stall, startScriptedHop } from '../next-hop/scripted-next-hop.ts';
import { Dialogue } from '../smtp/dialogue.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from './program.ts';

export const target = 'canary.target.7f3a@hidden-home.example';
const content = 'Subject: hello\r\n\r\nbody\r\n';
/** Of a suite: each test starts several programs, on two cores that others use too. */
export const options = { concurrency: true };
const limits = { MAYFLY_MAX_USES: 'off', MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: 'off' };

/** Aliases in every state that can be told apart from outside. */
export async function population(program: Program): Promise<readonly AliasBody[]> {
  const fresh = await createAlias(program, { target, maxUses: 3, note: 'canary-note' });
  const used = await createAlias(program, { target, maxUses: 5, days: 9 });
  const paused = await createAlias(program, { target, maxUses: 2, name: 'paused' });
  const usedUp = await createAlias(program, { target, maxUses: 1, name: 'used-up' });
  const destroyed = await createAlias(program, { target, maxUses: 4, name: 'destroyed' });
  for (const alias of [used, used, usedUp]) assert.match(await sent(program, alias.address), /^250/);
  assert.equal((await call(program, paused, 'PATCH', { state: 'paused' })).status, 200);
  assert.equal((await call(program, destroyed, 'DELETE')).status, 204);
  const all = [fresh, used, paused, usedUp, destroyed];
  return Promise.all(all.map(async (alias) => ({ ...alias, ...(await shown(program, alias)) })));
}

/** What lives looks and behaves as it did, and what is dead stays dead. */
export async function assertSame(program: Program, aliases: readonly AliasBody[]): Promise<void> {
  for (const alias of aliases) {
    const { manageToken: _, ...now } = { ...alias, ...(await shown(program, alias)) };
    const { manageToken: __, ...expected } = alias;
    assert.deepEqual(now, expected);
  }
  const [fresh, used, paused, usedUp, destroyed] = aliases;
  assert.partialDeepStrictEqual(usedUp, { status: 410, ended: 'usedUp', used: 1 });
  assert.partialDeepStrictEqual(destroyed, { status: 410, ended: 'destroyedByOwner', used: 0, maxUses: 4 });
  assert.ok(fresh && used && paused && usedUp && destroyed);
  assert.match(await sent(program, paused.address), /^450/);
  for (const dead of [usedUp, destroyed]) {
    assert.match(await sent(program, dead.address), /^550 5\.1\.1/);
    const name = dead.address.split('@')[0];
    const response = await fetch(`${program.url}/aliases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target, maxUses: 1, name }),
    });
    assert.equal(response.status, 409, await response.text());
  }
}

/** Saves a store, that of a folder unless another is named, again and again while fifty senders deliver. */
export async function backupUnderLoad(t: TestContext, store?: string): Promise<void> {
  const folder = temporaryFolder(t);
  const env = environment(folder, { ...limits, ...(store && { MAYFLY_STORE: store }) });
  const program = await startProgram(t, env);
  const maxUses = 1000;
  const aliases = await Promise.all(
    Array.from({ length: 20 }, () => createAlias(program, { target, maxUses })),
  );
  const usesLeft = async (of: Program) =>
    Promise.all(aliases.map(async (alias) => (await showAlias(of, alias))?.usesLeft ?? -1));
  let isOver = false;
  const senders = Array.from({ length: 50 }, async (_, number) => {
    const { address } = aliases[number % aliases.length] ?? { address: '' };
    while (!isOver) assert.match(await sent(program, address), /^250/);
  });
  const load = Promise.all(senders);
  const saves: {
    readonly file: string;
    readonly most: readonly number[];
    readonly least: readonly number[];
  }[] = [];
  try {
    for (const file of [join(folder, 'one'), join(folder, 'other')]) {
      const most = await usesLeft(program);
      const saved = await runProgram(['backup', file], env);
      assert.match(saved.stdout, /^saved to .*: 20 aliases, 0 tombstones/, saved.stderr);
      saves.push({ file, most, least: await usesLeft(program) });
    }
  } finally {
    isOver = true;
    await load;
  }
  await Promise.all(
    saves.map(async ({ file, most, least }) => {
      const there = { ...env, MAYFLY_STORE: `lmdb:${file}-restored` };
      assert.equal((await runProgram(['restore', file], there)).code, 0);
      const restored = await usesLeft(await startProgram(t, there));
      for (const [at, left] of restored.entries()) {
        const [atMost = 0, atLeast = 0] = [most[at], least[at]];
        assert.ok(atLeast <= left && left <= atMost, `${atLeast} ${left} ${atMost}`);
      }
      assert.ok(
        least.some((left, at) => left < (most[at] ?? 0)),
        'nothing was delivered meanwhile',
      );
    }),
  );
}

/** Exit code 1 and one line that says why and names nobody. */
export function assertRefused(
  { code, stderr }: { readonly code: number | null; readonly stderr: string },
  complaint: RegExp,
): void {
  assert.match(stderr, complaint);
  assert.match(stderr, /^mayfly: [^\n]+\n$/);
  assert.doesNotMatch(stderr, /canary/);
  assert.equal(code, 1);
}

/** An alias, or what became of it, as its owner is told. */
async function shown(program: Program, alias: AliasBody): Promise<object> {
  const { type: _, ...body } = Object(await (await call(program, alias, 'GET')).json());
  return body;
}

async function call(program: Program, alias: AliasBody, method: string, body?: object): Promise<Response> {
  return fetch(`${program.url}/aliases/${encodeURIComponent(alias.address)}`, {
    method,
    headers: { authorization: `Bearer ${alias.manageToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** Sends one message; gives the reply that decided. */
export async function sent(program: Program, recipient: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient);
  if (!rcpt.startsWith('250')) {
    dialogue.drop();
    return rcpt;
  }
  const reply = await dialogue.message(content);
  dialogue.drop();
  return reply;
}

/** A program that is killed while the next hop owes it an answer leaves a use in doubt. */
export async function leaveInDoubt(t: TestContext, env: NodeJS.ProcessEnv, alias: AliasBody): Promise<void> {
  const hop = await startScriptedHop({ dot: stall });
  t.after(() => hop.close());
  const program = await startProgram(t, { ...env, MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address);
  await dialogue.say('DATA');
  await dialogue.write(`${content}.\r\n`);
  await hop.until(({ messages }) => messages.length === 1);
  await program.kill();
  dialogue.drop();
}
