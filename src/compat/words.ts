import type { FieldFault } from '../alias/fault.ts';

/** What clients show to people, in one language. */
export interface Words {
  readonly badKey: string;
  readonly badBody: string;
  readonly noAlias: string;
  /** Two aliases of a key have the same short id. */
  readonly sameId: string;
  readonly noRestore: string;
  readonly noReplies: string;
  readonly noPasswords: string;
  readonly unconfirmed: string;
  readonly fullKey: string;
  readonly noLimits: string;
  readonly badDomain: string;
  readonly badSuffix: string;
  tooMany(waitMs: number): string;
  fault(fault: FieldFault): string;
}
