// SPDX-License-Identifier: MIT
/** The puzzles for whoever asks without a key, where the operator wants them. */
import { challengeSecretOf } from '../crypto/vault.ts';
import { createProofOfWork, type ProofOfWork, rememberedMs } from '../http/proof-of-work.ts';
import { createRateLimiter, type RateLimiter } from '../http/rate-limit.ts';
import type { ClusterState } from './cluster-state.ts';
import type { ServiceContext } from './context.ts';

/** Puzzles whose solutions are taken once by all processes together, or by this one where the others cannot be asked. */
export function openProofOfWork(
  { config, secrets, metrics }: ServiceContext,
  { sharedCounts }: Pick<ClusterState, 'sharedCounts'>,
): ProofOfWork | undefined {
  if (config.challenge === 'off') return undefined;
  const local = createRateLimiter({ points: 1, durationMs: rememberedMs });
  const once: RateLimiter = async (key) => {
    const isFirst = await sharedCounts?.({ max: 1, windowMs: rememberedMs }, key).catch(() => undefined);
    if (isFirst === undefined) return local(key);
    return isFirst ? undefined : rememberedMs;
  };
  return createProofOfWork({ secret: challengeSecretOf(secrets[0]), once, onOutcome: metrics.http.proof });
}
