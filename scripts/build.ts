/** Builds `dist/` from `src/`: JavaScript and declarations by tsc, other files copied as they are. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') && !path.endsWith('.wat') });
chmodSync('dist/main.js', 0o755);
