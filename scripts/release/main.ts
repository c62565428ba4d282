// SPDX-License-Identifier: MIT
/**
 * Makes a release from a commit, `npm run release -- [REF] [--out FOLDER]`: the npm package with its dependencies pinned, the
 * SMTP library as a package of its own, a Debian package that brings Node along, with `--image` the container image, the bill of materials, and checksums. Everything follows from the commit and the lock file: made
 * twice it is the same octet for octet, which `--check` proves.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDebianPackage } from './debian.ts';
import { billOfMaterials, pinnedDependencies } from './dependencies.ts';
import { buildImage } from './image.ts';
import { buildLibrary } from './library.ts';
import { run } from './run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'release' },
    /** Makes everything twice and compares. */
    check: { type: 'boolean', default: false },
    /** The packages of this folder in place of `npm ci`: for tests, which have them already. */
    modules: { type: 'string' },
    /** The container image too, which takes podman. */
    image: { type: 'boolean', default: false },
    /** Its base, in place of that of Containerfile. */
    base: { type: 'string' },
  },
});

const out = resolve(values.out);
const ref = positionals[0] ?? tagOfHead();
// What HEAD is may change meanwhile.
const commit = commitOf(ref);
release(ref, out);
if (values.check) compare(commit, out);

/** Releases are made of tags, whose name is the version. */
function tagOfHead(): string {
  const tag = run('git', ['tag', '--points-at', 'HEAD', 'v*']).trim().split('\n')[0];
  if (tag) return tag;
  process.stderr.write('release: HEAD has no tag v…; name a commit to make packages of it all the same\n');
  process.exit(2);
}

function release(from: string, to: string): void {
  const temporary = mkdtempSync(join(tmpdir(), 'mayfly-release-'));
  // The bill of materials takes its name from the folder.
  const work = join(temporary, 'mayfly');
  mkdirSync(work);
  try {
    const commit = commitOf(from);
    const epoch = run('git', ['log', '-1', '--format=%ct', commit]).trim();
    const { version } = JSON.parse(run('git', ['show', `${commit}:package.json`])) as { version: string };
    if (/^v\d/.test(from) && from !== `v${version}`) throw new Error(`the version at ${from} is ${version}`);
    run('sh', ['-c', `git archive ${commit} | tar -x -C "$1"`, 'sh', work]);
    if (values.modules === undefined) run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: work });
    else symlinkSync(resolve(values.modules), join(work, 'node_modules'));

    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    const lock = readFileSync(join(work, 'package-lock.json'), 'utf8');
    const bill = run(
      'npm',
      ['sbom', '--omit=dev', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'],
      { cwd: work },
    );
    writeFileSync(join(to, `mayfly-${version}.cdx.json`), billOfMaterials(bill, commit, Number(epoch)));
    writeFileSync(join(work, 'npm-shrinkwrap.json'), pinnedDependencies(lock));
    run('npm', ['pack', '--pack-destination', to], { cwd: work });
    buildLibrary({ source: work, dist: join(work, 'dist'), out: to });
    buildDebianPackage({ source: work, out: to, version, epoch, lock });
    if (values.image) buildImage({ source: work, out: to, version, epoch, base: values.base });
    writeChecksums(to);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function commitOf(from: string): string {
  return run('git', ['rev-parse', '--verify', `${from}^{commit}`]).trim();
}

function writeChecksums(folder: string): void {
  const lines = readdirSync(folder)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
  process.stdout.write(lines.join(''));
}

function compare(from: string, first: string): void {
  const second = mkdtempSync(join(tmpdir(), 'mayfly-again-'));
  try {
    release(from, second);
    const [one, other] = [first, second].map((folder) => readFileSync(join(folder, 'SHA256SUMS'), 'utf8'));
    if (one !== other) throw new Error('made twice, it is not the same');
    process.stdout.write('made twice, it is the same octet for octet\n');
  } finally {
    rmSync(second, { recursive: true, force: true });
  }
}
