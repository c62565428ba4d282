// SPDX-License-Identifier: MIT
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../base/rate.ts';

/** Counts one event for a key. Gives the ms to wait when it was one too many, otherwise nothing. */
export type RateLimiter = (key: string) => Promise<number | undefined>;

/** The same, of a key that may have `share` times as much as others. */
export type SharedRateLimiter = (key: string, share?: number) => Promise<number | undefined>;

/** A limiter in the memory of this process; without a rate it lets everything pass. */
export function createRateLimiter(rate: Rate | undefined): SharedRateLimiter {
  return inShares(rate, createRateLimiters());
}

/** A limiter of shares by the limiters of rates; without a rate it lets everything pass. */
export function inShares(rate: Rate | undefined, limiterOf: (rate: Rate) => RateLimiter): SharedRateLimiter {
  if (rate === undefined) return async () => undefined;
  return (key, share = 1) => limiterOf({ ...rate, points: rate.points * share })(key);
}

function inMemory({ points, durationMs }: Rate): RateLimiter {
  return limiterOn(new RateLimiterMemory({ points, duration: durationMs / 1000 }));
}

/** Gives the limiter of each rate: always the same one, made by `make` when it is first asked for. */
export function createRateLimiters(
  make: (rate: Rate) => RateLimiter = inMemory,
): (rate: Rate) => RateLimiter {
  const limiters = new Map<string, RateLimiter>();
  return (rate) => {
    const name = `${rate.points}/${rate.durationMs}`;
    const limiter = limiters.get(name) ?? make(rate);
    limiters.set(name, limiter);
    return limiter;
  };
}

/** A limiter by one of the library. */
export function limiterOn(limiter: Pick<RateLimiterAbstract, 'consume'>): RateLimiter {
  return async (key) => {
    try {
      await limiter.consume(key);
      return undefined;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
      throw refusal;
    }
  };
}
