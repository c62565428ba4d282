// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** Of a process that does this first: the calls after which V8 has optimised a small function. */
function callsUntilOptimised(first: string): number {
  const script = `
    ${first}
    const octets = (mail) => mail.header + mail.body;
    let call = 0;
    while (!%ActiveTierIsMaglev(octets) && !%ActiveTierIsTurbofan(octets) && call < 5000) octets({ header: 200, body: call++ });
    console.log(call);
  `;
  const flags = ['--allow-natives-syntax', '--no-concurrent-recompilation', '--input-type=module'];
  const { href } = new URL('.', import.meta.url);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, '--eval', script.replaceAll('./', href)],
    {
      encoding: 'utf8',
    },
  );
  // Of a flag that it does not know V8 says so, and goes on.
  assert.equal(stderr, '');
  return Number(stdout);
}

test('what a message does is optimised after far fewer messages', () => {
  const usual = callsUntilOptimised('');
  const sooner = callsUntilOptimised("import { optimiseSooner } from './v8-flags.ts'; optimiseSooner();");
  assert.ok(sooner > 0 && sooner < usual / 2, `${sooner} calls, not ${usual}`);
});
