// SPDX-License-Identifier: MIT
/** Spending uses in Redis, and telling it what became of them. */
import type { AliasKey, Reservation, SpendResult } from '../../alias/ports.ts';
import type { RetryQueue } from '../retry-queue.ts';
import type { ScriptCall } from './calls.ts';
import { type RedisReply, textsOf } from './client.ts';
import type { Instances } from './instances.ts';
import type { KeyNames, Keys } from './keys.ts';

/** The part of a store that has to do with uses. */
export interface Uses {
  spend(reservation: Reservation, now: number): Promise<SpendResult>;
  /** An outcome that Redis cannot be told now is queued to be told again. */
  tell(outcome: UseOutcome, reservation: Reservation, now?: number): Promise<void>;
}

type UseOutcome = 'settle' | 'refund' | 'doubt';

export interface UsesOptions {
  readonly run: (call: ScriptCall) => Promise<RedisReply>;
  readonly names: KeyNames;
  readonly instance: string;
  readonly judge: Instances['judge'];
  /** Aliases may be on several nodes. */
  readonly isCluster: boolean;
  /** Rejects unless the store is there that should hold this key. */
  readonly confirm: (key: AliasKey) => Promise<void>;
  /** Takes the outcomes that Redis cannot be told now. */
  readonly retries: RetryQueue;
}

type Use = Reservation['uses'][number];
type Spent = SpendResult & { readonly isAgain?: boolean };

/** Uses of the store whose script `run` calls. */
export function createUses(options: UsesOptions): Uses {
  return new RedisUses(options);
}

class RedisUses implements Uses {
  readonly #options: UsesOptions;
  /** Reservations of which a spending may still be on its way to Redis, by a connection that was lost. */
  readonly #unclear = new Set<string>();

  constructor(options: UsesOptions) {
    this.#options = options;
  }

  async spend(reservation: Reservation, now: number): Promise<SpendResult> {
    const { retries, isCluster } = this.#options;
    // First, and so on the same connection before it: a message whose use is to be in doubt may be the one that comes again.
    retries.retry();
    const [first, ...others] = reservation.uses;
    if (first === undefined) return { verdict: 'spent' };
    try {
      const isApart = isCluster && others.length > 0;
      const { isAgain: _, ...result }: Spent = await (isApart
        ? this.#spendOneByOne(reservation, now)
        : this.#spendOn(reservation.id, [first, ...others], now));
      if (result.verdict === 'refused' && this.#unclear.has(reservation.id))
        this.tell('refund', reservation).catch(() => undefined);
      return result;
    } catch (error) {
      this.#unclear.add(reservation.id);
      throw error;
    }
  }

  async tell(operation: UseOutcome, { id, uses }: Reservation, now?: number): Promise<void> {
    const { isCluster, retries, run, confirm } = this.#options;
    const [first, ...others] = uses;
    if (first === undefined) return;
    const parts = isCluster ? uses.map((use) => [use] as const) : [[first, ...others] as const];
    const args = [
      id,
      ...(now === undefined ? [] : [`${now}`]),
      ...(this.#unclear.delete(id) ? ['void'] : []),
    ];
    await retries.run(async () => {
      const told = parts.map(async (part) => {
        const isThere = (await run({ operation, keys: this.#namesOf(part), args })) !== 0;
        // A store that was emptied has forgotten nothing yet: it may come back, with the use in it.
        if (!isThere) await Promise.all(part.map(({ key }) => confirm(key)));
      });
      await Promise.all(told);
    });
  }

  /** Spends on aliases of one node, or only judges. Asks who lives when the verdict depends on it. */
  async #spendOn(id: string, uses: readonly [Use, ...Use[]], now: number, isTrial = false): Promise<Spent> {
    const { instance, judge, run } = this.#options;
    const onRepeat = (): void => void this.#unclear.add(id);
    const args = [id, instance, `${now}`, isTrial ? '1' : '', ...uses.map((use) => use.fingerprint)];
    const keys = this.#namesOf(uses);
    const lives = new Map<string, boolean>();
    for (;;) {
      const known = [...lives].map(([other, isAlive]) => `${isAlive ? '+' : '-'}${other}`);
      const call = { operation: 'spend', keys, args: [...args, ...known], onRepeat } as const;
      const [verdict, ...rest] = textsOf(await run({ ...call, isDurable: !isTrial }));
      if (verdict === 'refused') return refusalOf(uses, rest);
      if (verdict !== 'instances') return { verdict: 'spent', isAgain: verdict === 'again' };
      for (const [other, isAlive] of await judge(rest)) lives.set(other, isAlive);
    }
  }

  /**
   * Spends on aliases that may be on several nodes. First all are judged; only when none refuses they are spent one by one, in
   * the order of their keys, so that of two messages to the same aliases one is first everywhere. Should one refuse after all,
   * the others are given back.
   */
  async #spendOneByOne({ id, uses }: Reservation, now: number): Promise<SpendResult> {
    const trials = await Promise.all(uses.map((use) => this.#spendOn(id, [use], now, true)));
    const refusal = trials.find((trial) => trial.verdict === 'refused');
    if (refusal !== undefined) return refusal;
    const taken: Use[] = [];
    for (const use of uses.toSorted(byKey)) {
      const result = await this.#spendOn(id, [use], now);
      if (result.verdict === 'refused') {
        await this.tell('refund', { id, uses: taken });
        return result;
      }
      if (result.isAgain !== true) taken.push(use);
    }
    return { verdict: 'spent' };
  }

  #namesOf([first, ...others]: readonly [Use, ...Use[]]): Keys {
    const { names } = this.#options;
    return [...names.threeOf(first.key), ...others.flatMap(({ key }) => names.threeOf(key))];
  }
}

function byKey(one: { readonly key: AliasKey }, other: { readonly key: AliasKey }): number {
  return one.key < other.key ? -1 : 1;
}

function refusalOf(uses: readonly Use[], [position, life]: readonly string[]): SpendResult {
  const key = uses[Number(position)]?.key ?? '';
  return { verdict: 'refused', key, life: life as Extract<SpendResult, { verdict: 'refused' }>['life'] };
}
