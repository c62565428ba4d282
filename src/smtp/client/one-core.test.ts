// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const canPin = spawnSync('taskset', ['--version']).status === 0;
// On an automatic run a missing tool is a fault of the machine's set-up, and the test fails.
const skip = canPin || process.env.CI ? false : 'NOT TESTED: there is no taskset (util-linux) here';

/** The first core that we may run on. */
function firstCore(): string {
  const allowed = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return allowed?.[1] ?? '0';
}

/** Arguments of `taskset` that run a program of the support folder on one core. */
function onOneCore(program: string, ...rest: readonly string[]): string[] {
  const path = fileURLToPath(new URL(`../../../test/support/next-hop/${program}`, import.meta.url));
  return ['-c', firstCore(), process.execPath, path, ...rest];
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout);
  const [line] = await once(createInterface(stdout), 'line', { signal: AbortSignal.timeout(60_000) });
  return String(line);
}

test('no step waits in vain for a next hop on the same core that answers at once', { skip }, async (t) => {
  const peer = spawn('taskset', onOneCore('immediate-peer.ts'), { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(async () => {
    peer.stdin.end();
    if (peer.exitCode === null) await once(peer, 'exit');
  });
  const client = onOneCore('one-core-client.ts', await firstLine(peer));
  const { stdout } = await promisify(execFile)('taskset', client, { timeout: 100_000 });
  assert.deepEqual(JSON.parse(stdout), []);
});
