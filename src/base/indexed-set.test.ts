import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Crowd } from './indexed-set.ts';

test('a crowd holds whoever came and has not left, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 60 }), (steps) => {
      const crowd = new Crowd<{ place: number; readonly name: number }>();
      const present = new Set<{ place: number; readonly name: number }>();
      for (const [name, [isComing, choice]] of steps.entries()) {
        const leaving = [...present][choice % Math.max(1, present.size)];
        if (isComing || leaving === undefined) {
          const member = { place: -1, name };
          crowd.add(member);
          present.add(member);
        } else {
          crowd.remove(leaving);
          crowd.remove(leaving);
          present.delete(leaving);
        }
        assert.equal(crowd.size, present.size);
        assert.deepEqual(new Set(crowd), present);
      }
    }),
  );
});

test('whoever leaves while all are gone through keeps nobody from their turn', () => {
  const crowd = new Crowd();
  for (let place = 0; place < 5; place += 1) crowd.add({ place });
  let count = 0;
  for (const member of crowd) {
    crowd.remove(member);
    count += 1;
  }
  assert.deepEqual([count, crowd.size], [5, 0]);
});
