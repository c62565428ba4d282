// SPDX-License-Identifier: MIT
/**
 * Compiled code is kept between starts, which then take less than half of the CPU. Whoever can write to the cache decides what this
 * process runs, so it is never in a folder that others share, as Node's own default in /tmp is.
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Uses the cache in the folder that systemd gives the service (`CacheDirectory=`), else in the user's own `.cache`. Without one
 * that is ours alone, as on a read-only disk, there is no cache and nothing is said. `NODE_COMPILE_CACHE` and
 * `NODE_DISABLE_COMPILE_CACHE` are for Node, and go first.
 */
export function keepCompiledCode(env: NodeJS.ProcessEnv = process.env): void {
  if (env.NODE_COMPILE_CACHE !== undefined || env.NODE_DISABLE_COMPILE_CACHE !== undefined) return;
  const folder = ownFolder(env.CACHE_DIRECTORY);
  if (folder !== undefined) enableCompileCache(folder);
}

/** A folder of this process's user where nobody else can write, made when it is not there. */
export function ownFolder(given: string | undefined): string | undefined {
  try {
    // Not $HOME, which under sudo may be that of another.
    const folder = given ?? join(userInfo().homedir, '.cache', 'mayfly');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    const isOurs = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
    return isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}
