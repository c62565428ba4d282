// SPDX-License-Identifier: MIT
/** A maximum number of events (`points`) within `durationMs`. */
export interface Rate {
  readonly points: number;
  readonly durationMs: number;
}
