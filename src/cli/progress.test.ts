// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InterruptedError } from './deps.ts';
import { formatProgress, waitFor, watchWork } from './progress.ts';

describe('progress', () => {
  const cases = [
    [{ step: 'saving', done: 50, total: 100 }, 1000, 'saving  [##########----------]  50 %  50/s  0:01 left'],
    [{ step: 'saving', done: 0, total: 100 }, 0, 'saving  [--------------------]   0 %  0/s'],
    [
      { step: 'saving', done: 120, total: 100 },
      1000,
      'saving  [####################] 100 %  120/s  0:00 left',
    ],
    [{ step: 'saving', done: 7000, total: undefined }, 65_000, 'saving  7000 entries  108/s  1:05'],
    [{ step: 'sweeping' }, 3_000, 'sweeping  0:03'],
  ] as const;
  for (const [progress, elapsedMs, text] of cases)
    it(`reads ${text}`, () => assert.equal(formatProgress(progress, elapsedMs), text));

  it('is drawn on one line of a terminal, no wider than that, and erased at the end', async () => {
    let written = '';
    const write = (text: string): void => {
      written += text;
    };
    const terminal = { columns: 20, write };
    await watchWork({ terminal, onInterrupt: () => () => {} }, async ({ progress }) =>
      progress('saving', 1, 9),
    );
    assert.equal(written, '\rsaving  [##--------\x1b[K\r\x1b[K');
  });

  it('is silent where there is no terminal', async () => {
    const deps = { terminal: undefined, onInterrupt: () => () => {} };
    const watched = await watchWork(deps, async ({ progress }) => {
      progress('saving', 1);
      return 'done';
    });
    assert.equal(watched, 'done');
    assert.equal(await waitFor(deps, 'sweeping', async () => 3), 3);
  });

  it('is broken off by a signal, which is heard no more afterwards', async () => {
    let interrupt = (_signal: 'SIGINT' | 'SIGTERM'): void => {};
    let isHeard = true;
    const onInterrupt = (listener: typeof interrupt) => {
      interrupt = listener;
      return () => {
        isHeard = false;
      };
    };
    const work = watchWork({ terminal: undefined, onInterrupt }, async ({ signal }) => {
      interrupt('SIGTERM');
      signal.throwIfAborted();
    });
    await assert.rejects(work, (error) => error instanceof InterruptedError && error.exitCode === 143);
    assert.equal(isHeard, false);
  });
});
