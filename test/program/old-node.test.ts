// SPDX-License-Identifier: MIT
/** The program where Node is older than what it is written for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../support/program/real-clients.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Runs `--version` where Node says that it is this one, and where nothing of ours but the entry can be loaded. */
function versionUnder(node: string) {
  const pretence = `import { registerHooks } from 'node:module';
    Object.defineProperty(process.versions, 'node', { value: '${node}' });
    Object.defineProperty(process, 'version', { value: 'v${node}' });
    registerHooks({ resolve: (name, context, next) => {
      if (name.startsWith('./')) throw new SyntaxError('an old Node does not understand ' + name);
      return next(name, context);
    } });`;
  return run(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(pretence)}`, main]);
}

test('an old Node gets one line and exit 2 before anything is loaded that it may not understand', async () => {
  for (const node of ['18.20.4', '20.20.2', '24.18.0'])
    assert.deepEqual(await versionUnder(node), {
      code: 2,
      said: `mayfly: needs Node 24.19 or later, and this is v${node}\n`,
    });
  for (const node of ['24.19.0', '26.0.0'])
    assert.match((await versionUnder(node)).said, /SyntaxError/, 'the program is loaded');
});
