// SPDX-License-Identifier: MIT
/** The package as npm would publish it, installed elsewhere. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environment, temporaryFolder } from '../support/program/program.ts';
import { run } from '../support/program/real-clients.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('in a checkout, the first command builds the program, and later ones do not', async (t) => {
  const folder = temporaryFolder(t);
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(
    join(folder, 'scripts/build.ts'),
    `import fs from 'node:fs';
fs.mkdirSync('dist');
fs.writeFileSync('dist/main.js', "console.log('run:', process.argv[2])");
console.log('built');`,
  );
  const command = () => run('npm', ['run', '--silent', '--prefix', folder, 'mayfly', '--', 'demo']);
  assert.deepEqual(await command(), { code: 0, said: 'built\nrun: demo\n' });
  assert.deepEqual(await command(), { code: 0, said: 'run: demo\n' });
});

test('the packed package runs, and its SMTP library is importable with types', async (t) => {
  const folder = temporaryFolder(t);
  const packed = await run('npm', ['pack', '--prefix', root, '--pack-destination', folder, '--json', root]);
  assert.equal(packed.code, 0, packed.said);
  const home = join(folder, 'node_modules', 'mayfly');
  mkdirSync(home, { recursive: true });
  const unpacked = await run('sh', ['-c', `tar xzf ${folder}/*.tgz -C ${home} --strip-components=1`]);
  assert.equal(unpacked.code, 0, unpacked.said);
  // Its dependencies are those of the lockfile; installing them again would prove npm, not us.
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));

  const demo = await run(process.execPath, [join(home, 'dist', 'main.js'), 'demo'], '', environment(folder));
  assert.equal(demo.code, 0, demo.said);
  assert.match(demo.said, /message 4:.*550/);
  await stopThroughNpm(t, home, environment(folder));

  writeFileSync(
    join(folder, 'use.mts'),
    `import { createServer, reply, type SessionHandler } from 'mayfly/smtp';
const ok = reply(250, '2.0.0', 'OK');
const handler: SessionHandler = { mail: () => ok, rcpt: () => ok, data: () => ok, reset() {}, close() {} };
const server = createServer({ hostname: 'a.example', maxMessageSize: 1000, onError() {} }, () => handler);
const { port }: { port: number } = await server.listen('127.0.0.1', 0);
await server.close(0);
console.log(port > 0 ? 'listened' : 'did not');
`,
  );
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--skipLibCheck',
  ];
  const types = ['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'];
  const checked = await run(join(root, 'node_modules', '.bin', 'tsc'), [
    ...options,
    ...types,
    join(folder, 'use.mts'),
  ]);
  assert.equal(checked.code, 0, checked.said);
  const used = await run(process.execPath, [join(folder, 'use.mts')]);
  assert.match(used.said, /^listened/);
});

/** A signal to npm reaches the program: it stops in order, and no orphan is left that holds the output open. */
async function stopThroughNpm(t: TestContext, home: string, env: NodeJS.ProcessEnv): Promise<void> {
  const npm = spawn('npm', ['run', 'serve'], { cwd: home, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(npm, 'close');
  t.after(() => npm.kill('SIGKILL'));
  let said = '';
  for await (const octets of npm.stdout) {
    said += octets;
    if (said.includes('"listening"')) npm.kill('SIGTERM');
  }
  await closed;
  assert.match(said, /"signal":"SIGTERM","msg":"stopping"[\s\S]*"msg":"stopped"/);
}
