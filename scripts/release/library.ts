// SPDX-License-Identifier: MIT
/** The SMTP engines as a package of their own, `mayfly-smtp`: what `smtp/index` needs of `dist/`, without the program and what that depends on. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { run } from './run.ts';

interface LibraryOptions {
  /** The exported commit, with its packages. */
  readonly source: string;
  /** What it was built to. */
  readonly dist: string;
  readonly out: string;
}

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly engines: unknown;
  readonly dependencies: Readonly<Record<string, string>>;
}

const entry = 'smtp/index';

/** Makes the package. The few packages that it imports go along inside it, so that it installs as it was released. */
export function buildLibrary({ source, dist, out }: LibraryOptions): void {
  const { modules, packages } = closure(dist);
  const stage = mkdtempSync(join(tmpdir(), 'mayfly-smtp-'));
  try {
    for (const module of modules)
      for (const file of filesOf(dist, module)) cpSync(join(dist, file), join(stage, 'dist', file));
    for (const name of packages)
      cpSync(join(source, 'node_modules', name), join(stage, 'node_modules', name), {
        recursive: true,
        dereference: true,
      });
    cpSync(join(source, 'LICENSE'), join(stage, 'LICENSE'));
    cpSync(join(source, 'docs/smtp-library.md'), join(stage, 'README.md'));
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
    writeFileSync(
      join(stage, 'package.json'),
      `${JSON.stringify(libraryManifest(manifest, packages), null, 2)}\n`,
    );
    run('npm', ['pack', '--pack-destination', out], { cwd: stage });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function libraryManifest(
  { version, license, engines, dependencies }: Manifest,
  packages: readonly string[],
): object {
  return {
    name: 'mayfly-smtp',
    version,
    description: 'SMTP server and client engines for Node: streaming, strict on the wire, bounded',
    license,
    type: 'module',
    keywords: ['smtp', 'server', 'client', 'email'],
    engines,
    exports: {
      '.': { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` },
      './package.json': './package.json',
    },
    files: ['dist'],
    dependencies: Object.fromEntries(packages.map((name) => [name, dependencies[name]])),
    bundleDependencies: packages,
  };
}

/** The modules that the entry imports, itself included, without extension, and the packages that they import. */
function closure(dist: string): {
  readonly modules: readonly string[];
  readonly packages: readonly string[];
} {
  const modules = new Set([entry]);
  const packages = new Set<string>();
  // Grows while it is read.
  for (const module of modules)
    for (const file of filesOf(dist, module))
      for (const [, name = ''] of readFileSync(join(dist, file), 'utf8').matchAll(
        /(?:^import |\bfrom |\bimport\()'([^']+)'/gm,
      )) {
        if (name.startsWith('.'))
          modules.add(posix.join(posix.dirname(module), name).replace(/(?:\.d)?\.[jt]s$/, ''));
        else if (!name.startsWith('node:')) packages.add(name);
      }
  return { modules: [...modules].sort(), packages: [...packages].sort() };
}

function filesOf(dist: string, module: string): readonly string[] {
  const files = [`${module}.js`, `${module}.d.ts`];
  for (const file of files) if (!existsSync(join(dist, file))) throw new Error(`dist/ has no ${file}`);
  return files;
}
