// SPDX-License-Identifier: MIT
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserName, manifestFor } from './manifest.ts';
import { type ZipFile, zip } from './zip.ts';

const source = join(import.meta.dirname, 'src');
const fixed = join(import.meta.dirname, 'static');

/** The files of a package, unpacked. */
async function buildFiles(browser: BrowserName): Promise<readonly ZipFile[]> {
  const [modules, scripts, others, { version }] = await Promise.all([
    bundle(['background.ts', 'views/popup.ts', 'views/options.ts'], 'esm'),
    // Scripts in pages cannot be modules.
    bundle(['page/field-button.ts', 'page/filler.ts'], 'iife'),
    fixedFiles(),
    readFile(join(import.meta.dirname, '../package.json'), 'utf8').then(JSON.parse),
  ]);
  const manifest = `${JSON.stringify(manifestFor(browser, version), undefined, 2)}\n`;
  return [...modules, ...scripts, ...others, { name: 'manifest.json', content: Buffer.from(manifest) }];
}

/** Writes a package into a folder, from which a browser loads it. */
export async function writeFolder(browser: BrowserName, folder: string): Promise<void> {
  for (const { name, content } of await buildFiles(browser)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** A package as one file. */
export async function buildPackage(browser: BrowserName): Promise<Buffer> {
  return zip(await buildFiles(browser));
}

/** Not minified, so that those who review a package can read it. */
async function bundle(entries: readonly string[], format: 'esm' | 'iife'): Promise<ZipFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: source,
    entryPoints: [...entries],
    entryNames: '[name]',
    outdir: source,
    bundle: true,
    write: false,
    format,
    charset: 'utf8',
    legalComments: 'none',
    target: ['chrome126', 'firefox142'],
  });
  return outputFiles.map(({ path, contents }) => ({
    name: path.slice(source.length + 1),
    content: contents,
  }));
}

async function fixedFiles(): Promise<ZipFile[]> {
  const entries = await readdir(fixed, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(fixed.length + 1));
  return Promise.all(
    paths.map(async (path) => ({
      name: path.replaceAll('\\', '/'),
      content: await readFile(join(fixed, path)),
    })),
  );
}
