// SPDX-License-Identifier: MIT
/** Asked of the process that works on a store of Mayfly's without serving from it. */
export type StoreRequest =
  /** Adds so many aliases through the store's own interface, some of them already expired. */
  | { readonly kind: 'fill'; readonly path: string; readonly aliases: number; readonly expiredOneIn: number }
  | { readonly kind: 'sweep'; readonly path: string };

/** What it did. */
export interface StoreAnswer {
  readonly aliases: number;
  readonly seconds: number;
  /** Longest time for which the event loop stood still, ms; and the same while it had as long nothing to do. */
  readonly longestPauseMs: number;
  readonly idlePauseMs: number;
}
