// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BoundedMap } from './bounded-map.ts';

test('a new entry beyond the maximum makes the first one go', () => {
  const map = new BoundedMap<string, number>(2);
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    map.set(key, value);
  assert.equal(map.get('a'), undefined, 'setting a value again keeps its place');
  assert.deepEqual([...map.values()], [2, 4]);
});

test('an entry that was renewed is the last to go', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.renew('a', 3);
  map.set('c', 4);
  assert.deepEqual([...map.values()], [3, 4]);
});

test('what may not be evicted stays, and the map shrinks again once it may', () => {
  const evicted: { isBusy: boolean }[] = [];
  const map = new BoundedMap<number, { isBusy: boolean }>(2, {
    mayEvict: ({ isBusy }) => !isBusy,
    onEvict: (value) => evicted.push(value),
  });
  const values = [0, 1, 2].map(() => ({ isBusy: true }));
  for (const [key, value] of values.entries()) map.set(key, value);
  assert.equal(map.size, 3);
  for (const value of values) value.isBusy = false;
  map.set(3, { isBusy: false });
  assert.equal(map.size, 2);
  assert.deepEqual(evicted, values.slice(0, 2));
});

test('it never holds more than its maximum, and always what was set last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(9)), (max, keys) => {
      const map = new BoundedMap<number, number>(max);
      for (const key of keys) {
        map.renew(key, key);
        assert.ok(map.size <= max);
        assert.equal(map.get(key), key);
      }
      const lastUsed = [...new Set(keys.toReversed())].slice(0, max).reverse();
      assert.deepEqual([...map.values()], lastUsed);
    }),
  );
});
