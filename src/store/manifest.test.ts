// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../alias/ports.ts';
import {
  admit,
  changeManifest,
  judge,
  type ManifestPlace,
  StoreMissingError,
  storeFormat,
} from './manifest.ts';

const now = Date.UTC(2027, 0, 1);
const whole = { format: storeFormat, secrets: ['a'], state: 'whole', id: 'the-store' };

test('a store of before there were manifests gets one, and belongs to its first secret from then on', async () => {
  const place = placeWith(undefined);
  const { id = '' } = await admit(place, { secrets: [], now });
  assert.match(id, /^[\w-]{16}$/);
  assert.deepEqual(JSON.parse((await place.read()) ?? ''), { ...whole, id, secrets: [] });
  await admit(place, { secrets: ['a'], now });
  assert.deepEqual(JSON.parse((await place.read()) ?? ''), { ...whole, id });
  await assert.rejects(admit(place, { secrets: ['b'], now }), oneLine(/belongs to another server secret/));
  assert.deepEqual(JSON.parse((await place.read()) ?? ''), { ...whole, id });
});

test('who has served a store takes no other one and no empty place for it', async () => {
  const applicant = { secrets: ['a'], now, storeId: 'the-store' };
  await admit(placeWith(whole), applicant);
  const { id: _id, ...unnamed } = whole;
  assert.equal((await admit(placeWith(unnamed), applicant)).id, 'the-store');
  const filled = placeWith({ ...unnamed, secrets: [], isFilled: true });
  assert.deepEqual(await admit(filled, applicant), { ...whole, id: 'the-store' });
  for (const [found, complaint] of [
    [undefined, /is missing or empty/],
    [{ ...unnamed, secrets: [] }, /is missing or empty/],
    [{ ...whole, id: 'another' }, /is another store/],
  ] as const) {
    const place = placeWith(found);
    for (const entrance of [admit, judge])
      await assert.rejects(entrance(place, applicant), (error) => {
        assert.ok(error instanceof StoreMissingError && complaint.test(error.message), String(error));
        return oneLine(/mayfly store new/)(error);
      });
    assert.equal(await place.read(), found && JSON.stringify(found));
  }
});

test('a newer secret is noted beside the older one, which may not be missing afterwards', async () => {
  const place = placeWith(whole);
  await admit(place, { secrets: ['b', 'a'], now });
  assert.deepEqual(JSON.parse((await place.read()) ?? '').secrets, ['b', 'a']);
  await assert.rejects(admit(place, { secrets: ['b'], now }), oneLine(/under another server secret too/));
  await admit(place, { secrets: ['a', 'b'], now });
});

test('who only looks brings no secret in: a worker that does not have it yet is still let in', async () => {
  const place = placeWith(whole);
  await judge(place, { secrets: ['b', 'a'], now });
  await assert.rejects(judge(place, { secrets: ['b'], now }), oneLine(/belongs to another server secret/));
  assert.deepEqual(JSON.parse((await place.read()) ?? ''), whole);
});

const refused = [
  [{ ...whole, format: 99 }, /is of format 99, and this Mayfly knows formats up to 2/],
  [{ ...whole, state: 'incomplete', move: 'm' }, /is incomplete/],
  [{ ...whole, state: 'moving', move: 'm', at: now + 1 }, /is just being moved/],
  [{ ...whole, state: 'moved', move: 'm', at: now }, /was moved to another place on 2027-01-01/],
  [{ state: 'whole' }, /damaged manifest/],
] as const;
for (const [manifest, complaint] of refused)
  test(`a store with the manifest ${JSON.stringify(manifest)} is not served`, async () => {
    const place = placeWith(manifest);
    for (const secrets of [[], ['a']])
      await assert.rejects(admit(place, { secrets, now }), oneLine(complaint));
    assert.deepEqual(JSON.parse((await place.read()) ?? ''), manifest);
  });

test('a store whose move was broken off is served when the lease is over, and the move cannot go on', async () => {
  const place = placeWith({ ...whole, state: 'moving', move: 'm', at: now });
  await admit(place, { secrets: ['a'], now });
  assert.deepEqual(JSON.parse((await place.read()) ?? ''), whole);
});

test('of two changes at once none is lost', async () => {
  const place = placeWith(whole);
  const add = (secret: string) =>
    changeManifest(place, (manifest) => ({ ...manifest, secrets: [...manifest.secrets, secret] }));
  await Promise.all(['b', 'c', 'd'].map(add));
  assert.deepEqual(JSON.parse((await place.read()) ?? '').secrets.toSorted(), ['a', 'b', 'c', 'd']);
});

function placeWith(manifest: object | undefined): ManifestPlace {
  let text = manifest && JSON.stringify(manifest);
  return {
    name: 'The store x',
    read: async () => text,
    async replace(before, after) {
      if (text !== before) return false;
      text = after;
      return true;
    },
  };
}

function oneLine(part: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.match(error.message, part);
    assert.match(error.message, /^The store x [^\n]+$/);
    return true;
  };
}
