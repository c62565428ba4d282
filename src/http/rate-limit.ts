import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../base/rate.ts';

/** Counts one event for a key. Gives the ms to wait when it was one too many, otherwise nothing. */
export type RateLimiter = (key: string) => Promise<number | undefined>;

/** A limiter in the memory of this process; without a rate it lets everything pass. */
export function createRateLimiter(rate: Rate | undefined): RateLimiter {
  if (rate === undefined) return async () => undefined;
  return limiterOn(new RateLimiterMemory({ points: rate.points, duration: rate.durationMs / 1000 }));
}

/** Gives the limiter of each rate: always the same one, made by `make` when it is first asked for. */
export function createRateLimiters(
  make: (rate: Rate) => RateLimiter = createRateLimiter,
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
