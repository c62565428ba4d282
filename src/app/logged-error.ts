// SPDX-License-Identifier: MIT
import { SafeError } from '../base/safe-error.ts';

/**
 * What the log tells of an error. Messages of libraries may quote what they were given (invariant I6), so of errors that are not
 * ours it tells only kind, code and where they were thrown.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error))
    return typeof error === 'string' || typeof error === 'number' ? error : undefined;
  const { name } = error;
  const code = 'code' in error ? error.code : undefined;
  if (error instanceof SafeError) return { name, message: error.message, code };
  const at = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 5);
  return { name, code, at };
}
