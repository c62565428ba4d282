// SPDX-License-Identifier: MIT
/** Builds the packages of the browser extension into `extension/dist/`: the same octets for the same source. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, writeFolder } from './build.ts';

const folder = 'extension/dist';
mkdirSync(folder, { recursive: true });
for (const browser of ['chromium', 'firefox'] as const) {
  const octets = await buildPackage(browser);
  const file = join(folder, `mayfly-${browser}.zip`);
  writeFileSync(file, octets);
  await writeFolder(browser, join(folder, browser));
  console.log(`${createHash('sha256').update(octets).digest('hex')}  ${file}`);
}
