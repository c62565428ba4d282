// SPDX-License-Identifier: MIT
import { BoundedMap } from '../base/bounded-map.ts';
import { Timed } from '../base/timed.ts';
import type { Resolver } from '../dns/resolver.ts';
import { fetchPolicy } from './policy-fetch.ts';
import { parseStsPolicy, parseStsRecord, type StsPolicy } from './sts-policy.ts';

/** What is needed to find policies. */
export interface StsOptions {
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly mayConnect: (address: string) => boolean;
  readonly httpsPort: number;
  /** The clock, ms. */
  readonly now: () => number;
  /** Hears of policies that cannot be had or read, without their domain. */
  readonly onFault: (fault: string, domain: string) => void;
}

interface Known {
  readonly id: string;
  /** None where it could not be had; asked for again once that is over. */
  readonly policy: StsPolicy | undefined;
  readonly fetched: Timed<unknown>;
  readonly until: number;
  /** Another one is not asked for before; ms. */
  readonly againAt?: number;
}

/** The maximum number of domains remembered; the least recently used one makes room. */
const capacity = 1000;
/** A policy that could not be had is not asked for again before (RFC 8461 §3.3). */
const failureHoldsMs = 300_000;

/**
 * Policies of MTA-STS (RFC 8461), remembered for as long as each says. One that is remembered is given after as long as it took to
 * fetch: see `Timed`.
 */
export class StsPolicies {
  readonly #options: StsOptions;
  readonly #known = new BoundedMap<string, Known>(capacity);
  readonly #asked = new Map<string, Timed<StsPolicy | undefined>>();

  constructor(options: StsOptions) {
    this.#options = options;
  }

  /** The policy that holds for a domain, if any. Never rejects: one that cannot be had is none (RFC 8461 §5). */
  policyOf(domain: string): Promise<StsPolicy | undefined> {
    const asked = this.#asked.get(domain) ?? this.#ask(domain);
    return asked.get();
  }

  #ask(domain: string): Timed<StsPolicy | undefined> {
    const found = this.#find(domain).finally(() => this.#asked.delete(domain));
    const asked = new Timed(found, this.#options.now);
    this.#asked.set(domain, asked);
    return asked;
  }

  /** A policy that still holds outlives its record and its host, or whoever suppresses those would be rid of it (§3.3, §5.1). */
  async #find(domain: string): Promise<StsPolicy | undefined> {
    const known = this.#alive(domain);
    const id = await this.#idOf(domain);
    const isToWait = this.#options.now() < (known?.againAt ?? 0);
    if (id === undefined || id === known?.id || isToWait) {
      await known?.fetched.get();
      return known?.policy;
    }
    const fetched = new Timed(this.#fetch(domain), this.#options.now);
    const policy = await fetched.get();
    const againAt = this.#options.now() + failureHoldsMs;
    if (policy === undefined && known?.policy !== undefined) {
      this.#known.renew(domain, { ...known, fetched, againAt });
      return known.policy;
    }
    const until = policy === undefined ? againAt : this.#options.now() + policy.maxAgeSeconds * 1000;
    // A domain that changes its id all the time is not asked all the time.
    this.#known.renew(domain, { id, policy, fetched, until, againAt });
    return policy;
  }

  #alive(domain: string): Known | undefined {
    const known = this.#known.get(domain);
    if (known === undefined || known.until <= this.#options.now()) return undefined;
    this.#known.renew(domain, known);
    return known;
  }

  async #idOf(domain: string): Promise<string | undefined> {
    try {
      return parseStsRecord((await this.#options.resolver.resolve(`_mta-sts.${domain}`, 'TXT')).records);
    } catch {
      return undefined;
    }
  }

  async #fetch(domain: string): Promise<StsPolicy | undefined> {
    try {
      const policy = parseStsPolicy(await fetchPolicy(`mta-sts.${domain}`, this.#options));
      if (policy === undefined) this.#options.onFault('MTA-STS policy is malformed', domain);
      return policy;
    } catch {
      this.#options.onFault('MTA-STS policy cannot be fetched', domain);
      return undefined;
    }
  }
}
