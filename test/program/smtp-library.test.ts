// SPDX-License-Identifier: MIT
/** The package of the SMTP library, made as a release makes it, installed in an empty folder, and used as its page says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildLibrary } from '../../scripts/release/library.ts';
import { temporaryFolder } from '../support/program/program.ts';
import { run } from '../support/program/real-clients.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');
const page = readFileSync(join(root, 'docs/smtp-library.md'), 'utf8');

test('mayfly-smtp installs in an empty folder, and the server and the client of its page speak with each other', {
  timeout: 600_000,
}, async (t) => {
  const folder = await install(t);
  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(installed, ['mayfly-smtp']);
  for (const kind of ['server', 'client']) {
    const [, code = ''] = new RegExp(`\`\`\`ts ${kind}\\.mts\n(.*?)\`\`\``, 's').exec(page) ?? [];
    assert.ok(code.split('\n').length < 30, `the ${kind} is short`);
    writeFileSync(join(folder, `${kind}.mts`), code);
  }
  await assertTyped(folder);

  const server = spawn(process.execPath, [join(folder, 'server.mts')], {
    env: { ...process.env, SMTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => server.kill('SIGKILL'));
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const [port = ''] = /\d+$/.exec((await lines.next()).value ?? '') ?? [];
  const send = (...args: string[]): ReturnType<typeof run> =>
    run('env', [`SMTP_PORT=${port}`, process.execPath, join(folder, 'client.mts'), ...args]);

  assert.deepEqual(await send(), {
    code: 0,
    said: 'MAIL 250 2.1.0 Sender taken\nRCPT 250 2.1.5 Recipient taken\nDATA 354 - End data with <CR><LF>.<CR><LF>\n. 250 2.0.0 Message kept\n',
  });
  assert.equal((await lines.next()).value, '83 octets from 127.0.0.1');
  assert.deepEqual(await send('c@elsewhere.example'), {
    code: 1,
    said: 'MAIL 250 2.1.0 Sender taken\nRCPT 550 5.7.1 No relay\n',
  });
  server.kill('SIGTERM');
  assert.deepEqual(await once(server, 'exit'), [0, null]);
  const { code, said } = await send();
  assert.equal(code, 75);
  assert.match(said, /^next hop: unreachable at connect \(ECONNREFUSED\) \(it was not sent\)$/m);
});

/** The built library as a package, installed by npm without a network. */
async function install(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const [dist, out, empty] = ['dist', 'out', 'empty'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [out, empty]) mkdirSync(each);
  const built = await run(tsc, ['-p', join(root, 'tsconfig.build.json'), '--outDir', dist]);
  assert.equal(built.code, 0, built.said);
  buildLibrary({ source: root, dist, out });
  const [tarball = ''] = readdirSync(out);
  const args = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', empty, join(out, tarball)];
  const { code, said } = await run('npm', args);
  assert.equal(code, 0, said);
  return empty;
}

/** With the strictest rules, and our declarations checked too. */
async function assertTyped(folder: string): Promise<void> {
  const types = ['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'];
  const rules = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--skipLibCheck',
    'false',
  ];
  const module = ['--module', 'nodenext', '--target', 'esnext', '--lib', 'esnext'];
  const files = ['server.mts', 'client.mts'].map((name) => join(folder, name));
  const { code, said } = await run(tsc, [
    '--ignoreConfig',
    '--noEmit',
    ...module,
    ...rules,
    ...types,
    ...files,
  ]);
  assert.equal(code, 0, said);
}
