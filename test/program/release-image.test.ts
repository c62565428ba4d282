// SPDX-License-Identifier: MIT
/** The archive of the image in a release: the same whatever container it was built in. What podman builds, scripts/container-check runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packImage } from '../../scripts/release/image.ts';
import { temporaryFolder } from '../support/program/program.ts';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

test('an image that was built twice is packed into the same archive, with its settings and layers', (t) => {
  const folder = temporaryFolder(t);
  const layers = ['of the base', 'of the program'];
  const archiveOf = (container: string): Buffer => {
    const saved = join(folder, container);
    mkdirSync(saved);
    const place = (text: string): { digest: string } => {
      writeFileSync(join(saved, digestOf(text)), text);
      return { digest: `sha256:${digestOf(text)}` };
    };
    const config = place(
      JSON.stringify({
        container,
        container_config: { Hostname: container },
        config: { User: '10001:10001', Healthcheck: { Test: ['CMD', 'mayfly', 'ready'] } },
        rootfs: { diff_ids: layers.map((text) => `sha256:${digestOf(text)}`) },
      }),
    );
    const manifest = { schemaVersion: 2, config, layers: layers.map(place) };
    writeFileSync(join(saved, 'manifest.json'), JSON.stringify(manifest));
    const file = join(folder, `${container}.tar`);
    packImage(saved, file, { tags: ['mayfly:1.2.3'], epoch: '1700000000' });
    return readFileSync(`${file}.gz`);
  };
  assert.deepEqual(archiveOf('one'), archiveOf('other'));

  const archive = join(folder, 'one.tar.gz');
  const read = (name: string): string =>
    execFileSync('tar', ['-xzOf', archive, `./${name}`], { encoding: 'utf8' });
  const [image] = JSON.parse(read('manifest.json'));
  assert.deepEqual(image.RepoTags, ['mayfly:1.2.3']);
  assert.deepEqual(image.Layers.map(read), layers);
  const config = read(image.Config);
  assert.equal(image.Config, `${digestOf(config)}.json`);
  assert.deepEqual(JSON.parse(config).config.Healthcheck, { Test: ['CMD', 'mayfly', 'ready'] });
  assert.doesNotMatch(config, /one|container/);
});
