// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IndexedSet } from './indexed-set.ts';

test('a set holds whoever came and has not left, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 60 }), (steps) => {
      const set = new IndexedSet<{ place: number; readonly name: number }>();
      const present = new Set<{ place: number; readonly name: number }>();
      for (const [name, [isComing, choice]] of steps.entries()) {
        const leaving = [...present][choice % Math.max(1, present.size)];
        if (isComing || leaving === undefined) {
          const member = { place: -1, name };
          set.add(member);
          present.add(member);
        } else {
          assert.equal(set.remove(leaving), true);
          assert.equal(set.remove(leaving), false);
          present.delete(leaving);
        }
        assert.equal(set.size, present.size);
        assert.deepEqual(new Set(set), present);
      }
    }),
  );
});

test('whoever leaves while all are gone through keeps nobody from their turn', () => {
  const set = new IndexedSet();
  for (let place = 0; place < 5; place += 1) set.add({ place });
  let count = 0;
  for (const member of set) {
    set.remove(member);
    count += 1;
  }
  assert.deepEqual([count, set.size], [5, 0]);
});
