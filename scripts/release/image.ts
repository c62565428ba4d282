// SPDX-License-Identifier: MIT
/**
 * The image, as an archive that `podman load` and `docker load` read. It is packed here, since podman writes the number of the container
 * that it built in into the image; without that all of it follows from the commit and the base.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureOf } from './debian.ts';
import { run } from './run.ts';

interface ImageOptions {
  /** The exported commit. */
  readonly source: string;
  readonly out: string;
  readonly version: string;
  /** Of the commit, s. */
  readonly epoch: string;
  /** In place of the base that Containerfile names. */
  readonly base: string | undefined;
}

/** What podman saves of an image as a folder (image manifest version 2, schema 2). */
interface Manifest {
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string }[];
}

/**
 * Builds the image for the architecture of this machine with podman, whose global options come from PODMAN_OPTIONS, and those of its
 * build from BUILD_OPTIONS.
 */
export function buildImage({ source, out, version, epoch, base }: ImageOptions): void {
  const name = `localhost/mayfly:${version}`;
  const temporary = mkdtempSync(join(tmpdir(), 'mayfly-image-'));
  const saved = join(temporary, 'saved');
  const options = ['--format', 'docker', '--layers=false', '--no-cache', '--timestamp', epoch];
  const arg = base === undefined ? [] : ['--build-arg', `BASE=${base}`];
  const containerfile = join(source, 'Containerfile');
  try {
    const build = ['build', ...wordsOf('BUILD_OPTIONS'), ...options, ...arg, '-t', name];
    podman([...build, '-f', containerfile, source]);
    podman(['save', '--format', 'docker-dir', '-o', saved, name]);
    const file = join(out, `mayfly-${version}-image-${architectureOf(process.arch)}.tar`);
    packImage(saved, file, { tags: [`mayfly:${version}`, 'mayfly:latest'], epoch });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Packs a saved image, whose files move, into `file` and `.gz`. */
export function packImage(
  saved: string,
  file: string,
  { tags, epoch }: { readonly tags: readonly string[]; readonly epoch: string },
): void {
  const packed = `${saved}-packed`;
  mkdirSync(packed);
  const { config, layers } = JSON.parse(readFileSync(join(saved, 'manifest.json'), 'utf8')) as Manifest;
  const {
    container: _number,
    container_config: _its,
    ...settings
  } = JSON.parse(readFileSync(join(saved, fileOf(config.digest)), 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  const text = JSON.stringify(settings);
  const configFile = `${createHash('sha256').update(text).digest('hex')}.json`;
  writeFileSync(join(packed, configFile), text);
  const layerFiles = layers.map(({ digest }) => {
    renameSync(join(saved, fileOf(digest)), join(packed, `${fileOf(digest)}.tar`));
    return `${fileOf(digest)}.tar`;
  });
  const manifest = [{ Config: configFile, RepoTags: tags, Layers: layerFiles }];
  writeFileSync(join(packed, 'manifest.json'), JSON.stringify(manifest));
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mode=0644'];
  run('tar', ['-C', packed, '--sort=name', `--mtime=@${epoch}`, ...owner, '-cf', file, '.']);
  run('gzip', ['-n', file]);
}

/** The name of a blob's file is its digest, without the algorithm. */
function fileOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

function podman(args: readonly string[]): void {
  run('podman', [...wordsOf('PODMAN_OPTIONS'), ...args]);
}

function wordsOf(variable: string): readonly string[] {
  return process.env[variable]?.split(/\s+/).filter(Boolean) ?? [];
}
