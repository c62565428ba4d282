// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVault } from '../crypto/vault.ts';
import { createMemoryBlocks } from '../store/memory-blocks.ts';
import { followBlocks } from './blocks.ts';
import type { ServiceContext } from './context.ts';

test('blocks that cannot be read stay in force, and that is logged once until they can be read again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isThere = true;
  let asked = 0;
  const blocks = createMemoryBlocks(new Map(), async (action) => {
    asked += 1;
    return isThere ? action() : Promise.reject(new Error('away'));
  });
  await blocks.add([{ kind: 'smtp', text: '192.0.2.1' }], 0);
  const lines: string[] = [];
  const say = (_fields: unknown, line: string) => void lines.push(line);
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const followed = await followBlocks(
    {
      vault: createVault(Buffer.alloc(32)),
      log: { info: say, warn: say },
      metrics: { addBlocks: () => undefined },
      stack,
    } as unknown as ServiceContext,
    { blocks, now: () => 0 },
  );
  /** Until the next look is over. */
  const looked = async () => {
    const before = asked;
    while (asked === before) {
      t.mock.timers.tick(1000);
      await new Promise(setImmediate);
    }
    await new Promise(setImmediate);
  };
  const line = 'blocks cannot be read, those that are known stay in force';
  isThere = false;
  for (let look = 0; look < 3; look += 1) await looked();
  assert.deepEqual(lines, [line]);
  assert.equal(followed.hasClient('smtp', '192.0.2.1'), true);
  isThere = true;
  await looked();
  isThere = false;
  await looked();
  assert.deepEqual(lines, [line, line]);
});
