// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { ServiceSignals } from './signals.ts';

test('what is asked for while the service starts is done once it is there: a reload at once, a stop by its reason', async (t) => {
  const signals = new ServiceSignals();
  t.after(() => {
    for (const name of ['SIGHUP', 'SIGTERM', 'SIGINT']) process.removeAllListeners(name);
  });
  const send = async (name: NodeJS.Signals): Promise<void> => {
    const heard = once(process, name);
    process.kill(process.pid, name);
    await heard;
  };
  await send('SIGHUP');
  let reloads = 0;
  const reason = signals.whileRunning(() => {
    reloads += 1;
  });
  assert.equal(reloads, 1);
  await send('SIGHUP');
  assert.equal(reloads, 2);
  assert.equal(signals.stopping.aborted, false);
  await send('SIGTERM');
  assert.equal(signals.stopping.aborted, true);
  assert.equal(await reason, 'SIGTERM');
});
