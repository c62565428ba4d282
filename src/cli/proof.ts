// SPDX-License-Identifier: MIT
import { z } from 'zod';
import { CommandError } from './deps.ts';

/** The problem with which a service asks for a solved challenge. */
const challengeProblem = z.object({ type: z.string().regex(/#challenge$/) });

/** Whether an answer asks for one. */
export function asksForProof(status: number, body: unknown): boolean {
  return status === 403 && challengeProblem.safeParse(body).success;
}

/** Solves a challenge of a service, which takes about a second; gives the field of the request that has the solution. */
export async function prove(challenge: unknown): Promise<Record<string, string>> {
  const { solveChallenge } = await import('altcha-lib');
  const { deriveKey } = await import('altcha-lib/algorithms/pbkdf2');
  const parsed = challengeSchema.safeParse(challenge);
  const solution = parsed.success ? await solveChallenge({ challenge: parsed.data, deriveKey }) : null;
  if (solution === null) throw new CommandError('the service asks for a challenge that cannot be solved');
  const payload = JSON.stringify({ challenge, solution });
  return { 'challenge-solution': Buffer.from(payload).toString('base64') };
}

const challengeSchema = z.object({
  parameters: z.object({
    algorithm: z.literal('PBKDF2/SHA-256'),
    cost: z.int().positive().max(1_000_000),
    keyLength: z.int().positive().max(1_000),
    keyPrefix: z.string(),
    nonce: z.string(),
    salt: z.string(),
  }),
});
