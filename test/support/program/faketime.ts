// SPDX-License-Identifier: MIT
/** A program whose clock is wrong, by Debian's libfaketime; its timers are not. */
import { globSync, renameSync, writeFileSync } from 'node:fs';

/** The library; nothing where it is not installed. */
export function findFaketime(): string | undefined {
  return globSync('/usr/lib/*/faketime/libfaketime.so.1')[0];
}

/** The environment of a program whose clock follows a file. */
export function clockEnvironment(library: string, file: string): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}

/** Sets the clock of those that follow the file, ms ahead of ours. */
export function setClock(file: string, aheadMs: number): void {
  const sign = aheadMs < 0 ? '-' : '+';
  writeFileSync(`${file}.new`, `${sign}${Math.abs(aheadMs) / 1000}\n`);
  renameSync(`${file}.new`, file);
}
