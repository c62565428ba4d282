// SPDX-License-Identifier: MIT
/** What one check found. Holds no credential and no target. */
export interface Finding {
  /** What was looked at, such as `MX of alias.example`. */
  readonly subject: string;
  /** `fail`: mail is lost, refused or distrusted until it is mended. `warn`: it works, but not as it should. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** How it is. */
  readonly says: string;
  /** What to write where; with every finding that is not ok. */
  readonly fix?: string;
}

/** It is as it should be. */
export function ok(subject: string, says: string): Finding {
  return { subject, status: 'ok', says };
}

/** It works, but not as it should. */
export function warn(subject: string, says: string, fix: string): Finding {
  return { subject, status: 'warn', says, fix };
}

/** It must be mended. */
export function fail(subject: string, says: string, fix: string): Finding {
  return { subject, status: 'fail', says, fix };
}
