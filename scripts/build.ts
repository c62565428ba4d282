// SPDX-License-Identifier: MIT
/** Builds `dist/`, or the folder that is given, from `src/`: JavaScript and declarations by tsc, other files copied as they are. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder = 'dist'] = process.argv.slice(2);

rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json', '--outDir', folder], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
cpSync('src', folder, { recursive: true, filter: (path) => !path.endsWith('.ts') && !path.endsWith('.wat') });
chmodSync(join(folder, 'main.js'), 0o755);
