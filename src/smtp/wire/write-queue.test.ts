// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendAtTurnEnd } from './write-queue.ts';

test('a sender that throws keeps no other from writing, now or later', (t) => {
  t.mock.timers.enable({ apis: ['setImmediate'] });
  const written: string[] = [];
  const failing = {
    flush() {
      throw new Error('bug');
    },
  };
  const sender = (name: string) => ({ flush: () => void written.push(name) });
  for (const one of [sender('a'), failing, sender('b')]) sendAtTurnEnd(one);
  assert.throws(() => t.mock.timers.tick(1), /bug/);
  sendAtTurnEnd(sender('c'));
  t.mock.timers.tick(1);
  assert.deepEqual(written, ['a', 'b', 'c']);
});
