import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Attendance } from './attendance.ts';

test('those that have come and not gone are here, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (steps) => {
      const attendance = new Attendance<number>();
      const leaves = new Map<number, () => void>();
      for (const one of steps) {
        const leave = leaves.get(one);
        if (leave === undefined) leaves.set(one, attendance.enter(one));
        else leave();
        if (leave !== undefined) leaves.delete(one);
        assert.deepEqual([...attendance].sort(), [...leaves.keys()].sort());
        assert.equal(attendance.size, leaves.size);
      }
    }),
  );
});

test('whoever goes while all are gone through keeps nobody else from their turn', () => {
  const attendance = new Attendance<number>();
  const leaves = [0, 1, 2, 3, 4].map((one) => attendance.enter(one));
  const seen: number[] = [];
  for (const one of attendance) {
    seen.push(one);
    leaves[one]?.();
  }
  assert.deepEqual(seen.sort(), [0, 1, 2, 3, 4]);
  assert.equal(attendance.size, 0);
});
