// SPDX-License-Identifier: MIT
/** The `code` of an error of Node or a library, such as `ECONNREFUSED`: unlike its message, it names no host, file or person. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
