// SPDX-License-Identifier: MIT
/** The user that this process runs as, for messages about files that it may not use: in containers it has no name. */
export function processUser(): string {
  return `uid ${process.getuid?.() ?? '?'}`;
}
