// SPDX-License-Identifier: MIT
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Rate } from '../base/rate.ts';
import { limiterOn, type RateLimiter } from '../http/rate-limit.ts';
import type { RedisBroadcast } from '../store/redis/broadcast.ts';

/**
 * A limiter that all nodes on one Redis share. Keys are to be hashed by the caller, since they are kept there. While Redis does not
 * answer, this process counts for itself.
 */
export function createRedisLimiter(rate: Rate, broadcast: RedisBroadcast, prefix: string): RateLimiter {
  const limits = { points: rate.points, duration: rate.durationMs / 1000 };
  return limiterOn(
    new RateLimiterRedis({
      ...limits,
      keyPrefix: `${prefix}:limit`,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      storeClient: clientOn(broadcast),
      insuranceLimiter: new RateLimiterMemory(limits),
    }),
  );
}

/** As much of a client of the `redis` package as the limiter uses. */
function clientOn(broadcast: RedisBroadcast) {
  return {
    get isReady() {
      return broadcast.isReady();
    },
    eval(script: string, call: { readonly keys: readonly string[]; readonly arguments: readonly string[] }) {
      const [key = ''] = call.keys;
      return broadcast.eval(script, key, call.arguments);
    },
  };
}
