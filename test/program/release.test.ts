// SPDX-License-Identifier: MIT
/** What `npm run release` makes of a commit. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environment, temporaryFolder } from '../support/program/program.ts';
import { need, run } from '../support/program/real-clients.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('a release made twice is the same, and its Debian package runs with the Node that it brings', {
  timeout: 900_000,
}, async (t) => {
  if (!need(t, 'dpkg-deb') || !need(t, 'git')) return;
  const folder = temporaryFolder(t);
  const out = join(folder, 'out');
  const script = join(root, 'scripts/release/main.ts');
  for (const each of [out, join(folder, 'again')]) {
    const args = [script, 'HEAD', '--out', each, '--modules', join(root, 'node_modules')];
    const { code, said } = await run('sh', ['-c', 'cd "$0" && exec "$@"', root, process.execPath, ...args]);
    assert.equal(code, 0, said);
  }
  const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8');
  assert.equal(sums, readFileSync(join(folder, 'again', 'SHA256SUMS'), 'utf8'));
  const checked = await run('sh', ['-c', 'cd "$0" && sha256sum -c SHA256SUMS', out]);
  assert.equal(checked.code, 0, checked.said);
  const [deb = '', bill = '', tarball = ''] = [/\.deb$/, /\.cdx\.json$/, /^mayfly-\d.*\.tgz$/].map((end) =>
    join(out, readdirSync(out).find((name) => end.test(name)) ?? ''),
  );

  assert.ok(readdirSync(out).some((name) => /^mayfly-smtp-\d.*\.tgz$/.test(name)));
  const { components } = JSON.parse(readFileSync(bill, 'utf8')) as { components: { name: string }[] };
  const names = components.map(({ name }) => name);
  assert.ok(names.includes('lmdb') && names.includes('hono') && !names.includes('typescript'), names.join());
  const pinned = await run('sh', ['-c', 'tar xzOf "$0" package/npm-shrinkwrap.json', tarball]);
  const { packages } = JSON.parse(pinned.said) as { packages: Record<string, { integrity?: string }> };
  assert.ok(packages['node_modules/hono']?.integrity);
  assert.equal(packages['node_modules/typescript'], undefined);

  const place = join(folder, 'installed');
  const unpacked = await run('dpkg-deb', ['-R', deb, place]);
  assert.equal(unpacked.code, 0, unpacked.said);
  for (const name of ['postinst', 'prerm', 'postrm']) {
    const sound = await run('sh', ['-n', join(place, 'DEBIAN', name)]);
    assert.equal(sound.code, 0, sound.said);
  }
  const unit = readFileSync(join(place, 'usr/lib/systemd/system/mayfly.service'), 'utf8');
  assert.match(unit, /^ExecStart=\/usr\/lib\/mayfly\/node \/usr\/lib\/mayfly\/dist\/main\.js serve /m);
  assert.match(unit, /^Documentation=file:\/\/\/usr\/lib\/mayfly\/docs\/operations\.md$/m);
  assert.ok(existsSync(join(place, 'usr/lib/mayfly/docs/operations.md')));
  const brought = readdirSync(place, { recursive: true, encoding: 'utf8' });
  for (const name of [
    'systemd/system/mayfly-backup.timer',
    'sysusers.d/mayfly.conf',
    'tmpfiles.d/mayfly.conf',
  ])
    assert.ok(brought.includes(`usr/lib/${name}`), name);
  // /lib is a link since Debian 12.
  assert.ok(!brought.includes('lib'));
  const [node, main] = ['node', 'dist/main.js'].map((name) => join(place, 'usr/lib/mayfly', name));
  assert.ok(node && main);
  const demo = await run(node, [main, 'demo'], '', environment(folder));
  assert.equal(demo.code, 0, demo.said);
  assert.match(demo.said, /message 4:.*550/);
});
