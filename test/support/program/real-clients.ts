// SPDX-License-Identifier: MIT
/** Real SMTP clients that nobody here wrote. A missing one is skipped with a loud line, and fails in CI. */
import { execFile, execFileSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { skipLoudly } from './skip.ts';

/** Whether a command is on the path; where it is not, skips the test, or fails it when `CI=true`. */
export function need(context: TestContext, command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], {
      env: { ...process.env, PATH: pathWithSbin },
      stdio: 'ignore',
    });
    return true;
  } catch {
    skipLoudly(context, `${command} is not installed, so nothing was proven with it`);
    return false;
  }
}

/** Postfix's tools live where only root looks. */
const pathWithSbin = `${process.env.PATH}:/usr/sbin:/sbin`;

/** Runs a command to its end, with text on its standard input; gives what it said on both streams. */
export function run(
  command: string,
  args: readonly string[],
  input = '',
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve) => {
    const env = { ...environment, PATH: pathWithSbin };
    const child = execFile(command, args, { env, timeout: 600_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, said: stdout + stderr });
    });
    // A command that reads nothing may be gone before this is written; what it said and its code tell all.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
