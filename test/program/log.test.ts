// SPDX-License-Identifier: MIT
/** The log of the real program where it cannot be written. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environment, temporaryFolder } from '../support/program/program.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const isMissing = !existsSync('/dev/full') && 'no /dev/full here';

test('a full disk under the log neither ends nor freezes the service', { skip: isMissing }, async (t) => {
  const full = openSync('/dev/full', 'w');
  const env = environment(temporaryFolder(t));
  const child = spawn(process.execPath, [main, 'serve'], { env, stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  const closed = once(child, 'close');
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.stderr);
  let said = '';
  for await (const octets of child.stderr) {
    said += octets;
    if (said.includes('/sandbox')) break;
  }
  const url = /http:\/\/[\d.:]+/.exec(said)?.[0];
  // Each is a line of the log: enough of them for several writes.
  for (let request = 0; request < 300; request++) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(60_000) });
    assert.equal(answer.status, 200);
  }
  child.kill('SIGTERM');
  assert.deepEqual(await closed, [0, null]);
});
