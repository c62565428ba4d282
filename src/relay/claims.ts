// SPDX-License-Identifier: MIT
import type { AliasKey } from '../alias/ports.ts';
import { BoundedMap } from '../base/bounded-map.ts';

/** A use that an accepted recipient intends to spend. */
export interface Claim {
  /** Mail data comes: from now on the claim counts for some minutes. `false` when others have claimed all uses by now. */
  hold(): boolean;
  /** The use was spent, or will not be. `isDelivered`: the client may begin anew with this alias. Harmless when repeated. */
  drop(isDelivered?: boolean): void;
}

/** How long a claim counts without mail data, over all claims of one client on one alias, ms. */
const countsForMs = 10_000;
/** The same once mail data comes: after that, somebody who sends an octet now and then, or never the end, keeps nothing from others, ms. */
const countsInDataForMs = 300_000;
/** After that time a client may begin anew, ms. */
const forgetAfterMs = 600_000;
/** Pairs of client and alias of which the first claim is remembered; then the oldest is forgotten. */
const maxPairs = 20_000;

/**
 * Uses that accepted recipients of this process intend to spend. Advisory and in memory only: it keeps ten connections
 * from streaming for one last use; what decides is the spending in the store. A claim without mail data counts for a few
 * seconds only, one with it for minutes, and a client that claims again and again does not extend them: nobody keeps an alias from others.
 */
export class Claims {
  readonly #now: () => number;
  /** Until when each claim counts, by alias. */
  readonly #byAlias = new Map<AliasKey, { until: number }[]>();
  /** When each client began to claim uses of an alias without delivering anything. */
  readonly #since = new BoundedMap<string, number>(maxPairs);

  /** `now` gives ms and never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Claims one of `usesFree` uses (`null`: unlimited) for a client; nothing when all are claimed already. */
  claim(key: AliasKey, client: string, usesFree: number | null): Claim | undefined {
    if (usesFree === null) return unlimited;
    if (this.#countOf(key) >= usesFree) return undefined;
    const pair = `${key} ${client}`;
    const since = this.#sinceOf(pair);
    const claim = { until: since + countsForMs };
    this.#add(key, claim);
    return {
      hold: () => {
        if (claim.until <= this.#now() && this.#countOf(key) >= usesFree) return false;
        claim.until = since + countsInDataForMs;
        this.#add(key, claim);
        return true;
      },
      drop: (isDelivered = false) => {
        if (isDelivered) this.#since.delete(pair);
        this.#remove(key, claim);
      },
    };
  }

  /** Claims that count at present; those whose time is over go. */
  #countOf(key: AliasKey): number {
    const ofAlias = this.#byAlias.get(key);
    if (ofAlias === undefined) return 0;
    const now = this.#now();
    for (const claim of ofAlias.filter(({ until }) => until <= now)) this.#remove(key, claim);
    return ofAlias.length;
  }

  /** One that is there stays as it is. */
  #add(key: AliasKey, claim: { until: number }): void {
    const ofAlias = this.#byAlias.get(key);
    if (ofAlias === undefined) this.#byAlias.set(key, [claim]);
    else if (!ofAlias.includes(claim)) ofAlias.push(claim);
  }

  #remove(key: AliasKey, claim: { until: number }): void {
    const ofAlias = this.#byAlias.get(key);
    const at = ofAlias?.indexOf(claim) ?? -1;
    if (ofAlias === undefined || at === -1) return;
    ofAlias.splice(at, 1);
    if (ofAlias.length === 0) this.#byAlias.delete(key);
  }

  #sinceOf(pair: string): number {
    const now = this.#now();
    const known = this.#since.get(pair);
    if (known !== undefined && now - known < forgetAfterMs) return known;
    this.#since.renew(pair, now);
    return now;
  }
}

const unlimited: Claim = { hold: () => true, drop: () => {} };
