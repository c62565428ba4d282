import type { AliasKey } from '../alias/ports.ts';

/**
 * Uses that accepted recipients of this process intend to spend. Advisory and in memory only: it keeps ten connections
 * from streaming for one last use; what decides is the spending in the store.
 */
export class Claims {
  readonly #counts = new Map<AliasKey, number>();

  /** Claims one of `usesFree` uses (`null`: unlimited); `false` when all are claimed already. */
  claim(key: AliasKey, usesFree: number | null): boolean {
    const claimed = this.#counts.get(key) ?? 0;
    if (usesFree !== null && claimed >= usesFree) return false;
    this.#counts.set(key, claimed + 1);
    return true;
  }

  /** Drops one claim: the use was spent, or will not be. */
  drop(key: AliasKey): void {
    const claimed = this.#counts.get(key) ?? 0;
    if (claimed > 1) this.#counts.set(key, claimed - 1);
    else this.#counts.delete(key);
  }

  /** Aliases with claims at present. */
  get size(): number {
    return this.#counts.size;
  }
}
