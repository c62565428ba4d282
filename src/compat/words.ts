// SPDX-License-Identifier: MIT
import type { FieldFault } from '../alias/fault.ts';

/**
 * Why something is refused, twice: shortly, which SimpleLogin's extension shows, and whole, which addy.io's shows. Each can be
 * understood alone, and Bitwarden shows both with a colon between them.
 */
export type Reason = readonly [short: string, whole: string];

/** What clients show to people, in one language. */
export interface Words {
  readonly badKey: Reason;
  readonly badBody: Reason;
  readonly noAlias: Reason;
  /** Two aliases of a key have the same short id. */
  readonly sameId: Reason;
  readonly noRestore: Reason;
  readonly noReplies: Reason;
  readonly noPasswords: Reason;
  readonly unconfirmed: Reason;
  readonly fullKey: Reason;
  /** With a domain of ours where limits may stand before it. */
  noLimits(domain: string | undefined): Reason;
  badDomain(domain: string): Reason;
  readonly badSuffix: Reason;
  /** Fields have mistakes, which are told beside it. */
  readonly invalid: string;
  tooMany(waitMs: number): Reason;
  fault(fault: FieldFault): string;
}
