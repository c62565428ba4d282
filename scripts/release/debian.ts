// SPDX-License-Identifier: MIT
/** The Debian package: the program, its dependencies and Node below /usr/lib/mayfly, since Debian's own Node is too old. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packagedPlaceOf, places } from '../../src/setup/answers.ts';
import { formatSystemFiles } from '../../src/setup/system-files.ts';
import { neededFolders } from './dependencies.ts';
import { run } from './run.ts';

interface DebianOptions {
  /** The exported commit, built, with its packages. */
  readonly source: string;
  readonly out: string;
  readonly version: string;
  /** Of the commit, s. */
  readonly epoch: string;
  readonly lock: string;
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The name of an architecture of Node's as Debian has it, and images. */
export function architectureOf(arch: string): string {
  const architecture = architectures[arch];
  if (architecture === undefined) throw new Error(`no Debian architecture for ${arch}`);
  return architecture;
}

/** Makes the package for the architecture of this machine. */
export function buildDebianPackage({ source, out, version, epoch, lock }: DebianOptions): void {
  const architecture = architectureOf(process.arch);
  const stage = mkdtempSync(join(tmpdir(), 'mayfly-debian-'));
  try {
    addProgram(stage, source, lock);
    addSystemFiles(stage, source);
    addControl(stage, { version, architecture });
    run('chmod', ['-R', 'u+rwX,go=rX', stage]);
    const file = join(out, `mayfly_${version}_${architecture}.deb`);
    run('dpkg-deb', ['--build', '--root-owner-group', '-Zzstd', '-z3', '--threads-max=1', stage, file], {
      env: { SOURCE_DATE_EPOCH: epoch },
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

const home = 'usr/lib/mayfly';

function addProgram(stage: string, source: string, lock: string): void {
  for (const name of ['dist', 'docs', 'package.json', 'compose.yaml', 'compose.acme.yaml', 'CHANGELOG.md'])
    copy(join(source, name), join(stage, home, name));
  rmSync(join(stage, home, 'docs/screenshots'), { recursive: true, force: true });
  // What is built for other machines is not there.
  for (const folder of neededFolders(lock))
    if (existsSync(join(source, folder))) copy(join(source, folder), join(stage, home, folder), true);
  copyFileSync(process.execPath, join(stage, home, 'node'));
  write(join(stage, 'usr/bin/mayfly'), `#!/bin/sh\nexec /${home}/node /${home}/dist/main.js "$@"\n`, 0o755);
  copy(join(source, 'LICENSE'), join(stage, 'usr/share/doc/mayfly/copyright'));
}

function addSystemFiles(stage: string, source: string): void {
  const unit = readFileSync(join(source, 'docs/mayfly.service'), 'utf8');
  const program = { node: `/${home}/node`, script: `/${home}/dist/main.js` };
  // The very files of `mayfly setup`, which therefore leaves them where they are.
  const files = formatSystemFiles(unit, program);
  for (const name of ['sysusers', 'tmpfiles', 'unit', 'backupUnit', 'backupTimer'] as const)
    write(join(stage, packagedPlaceOf(places[name])), files[name]);
  const said = (...args: string[]): string => run(process.execPath, [join(source, 'dist/main.js'), ...args]);
  const share = join(stage, 'usr/share');
  write(join(share, 'bash-completion/completions/mayfly'), said('completion', 'bash'));
  write(join(share, 'zsh/vendor-completions/_mayfly'), said('completion', 'zsh'));
  write(join(share, 'fish/vendor_completions.d/mayfly.fish'), said('completion', 'fish'));
  const help = said('--help').replaceAll('\\', '\\e').replaceAll(/^[.']/gm, '\\&$&');
  const manual = `.TH MAYFLY 1\n.SH NAME\nmayfly \\- email aliases that self-destruct\n.SH USAGE\n.nf\n${help}.fi\n.SH "SEE ALSO"\n/${home}/docs/commands.md, /${home}/docs/operations.md\n`;
  const page = join(share, 'man/man1/mayfly.1');
  write(page, manual);
  run('gzip', ['-9n', page]);
}

function addControl(
  stage: string,
  { version, architecture }: { readonly version: string; readonly architecture: string },
): void {
  const size = run('du', ['-sk', '--apparent-size', stage]).split('\t')[0];
  const control = {
    Package: 'mayfly',
    Version: version,
    Architecture: architecture,
    Maintainer: 'the Mayfly contributors',
    Section: 'mail',
    Priority: 'optional',
    'Installed-Size': size,
    Depends: 'libc6 (>= 2.28), libstdc++6, passwd',
    Description:
      'self-destructing email aliases\n A REST service, a website and a cut-through SMTP relay in one program. Brings its own Node.',
  };
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`);
  write(join(stage, 'DEBIAN/control'), lines.join(''));
  const scripts = join(dirname(import.meta.filename), 'debian');
  for (const name of readdirSync(scripts))
    write(join(stage, 'DEBIAN', name), readFileSync(join(scripts, name), 'utf8'), 0o755);
}

function copy(from: string, to: string, withoutNested = false): void {
  mkdirSync(dirname(to), { recursive: true });
  const nested = join(from, 'node_modules');
  // Those that are needed there have their own line in the lock file.
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => !(withoutNested && path === nested),
  });
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}
