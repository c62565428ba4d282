// SPDX-License-Identifier: MIT
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a set-up does to a machine. */
export interface Machine {
  /** The text of a file, or nothing when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Whether there is a file or a folder. */
  has(path: string): Promise<boolean>;
  /** Writes a file, and the folders above it where they are missing. */
  write(path: string, text: string, mode: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** Removes a folder if it is empty. */
  removeEmpty(path: string): Promise<void>;
  /** Where a path is for functions that use the file system themselves. */
  place(path: string): string;
  /** Whether commands are run at all. */
  readonly runsCommands: boolean;
  /** Runs a command to its end; never rejects. A command that is not there gives 127. */
  run(command: string, args: readonly string[]): Promise<{ readonly code: number; readonly said: string }>;
}

/**
 * This machine. With `root` all files are below that folder, and commands, which would reach beyond it, are not run but succeed.
 */
export function createMachine(root: string | undefined): Machine {
  const place = (path: string): string => (root === undefined ? path : join(root, path));
  return {
    place,
    runsCommands: root === undefined,
    read: (path) => readFile(place(path), 'utf8').catch(nothingIfMissing),
    has: async (path) => (await stat(place(path)).catch(nothingIfMissing)) !== undefined,
    async write(path, text, mode) {
      await mkdir(dirname(place(path)), { recursive: true });
      await writeFile(place(path), text, { mode });
      // The mode above is that of a new file only, and less the umask.
      await chmod(place(path), mode);
    },
    remove: (path) => rm(place(path), { force: true }),
    removeEmpty: (path) => rmdir(place(path)).catch(() => undefined),
    run: async (command, args) => (root === undefined ? runHere(command, args) : { code: 0, said: '' }),
  };
}

const commandTimeoutMs = 120_000;

function runHere(command: string, args: readonly string[]): ReturnType<Machine['run']> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: commandTimeoutMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code === 'ENOENT' ? 127 : Number(error.code) || 1;
      resolve({ code, said: `${stdout}${stderr}`.trim() });
    });
  });
}

function nothingIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
