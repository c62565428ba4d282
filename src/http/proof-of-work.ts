// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { RateLimiter } from './rate-limit.ts';

const hexadecimal = z.string().regex(/^(?:[0-9a-f]{2})+$/);

/** A puzzle as it is given out and comes back. */
export const challengeSchema = z
  .object({
    parameters: z.object({
      algorithm: z.string(),
      cost: z.int().openapi({ description: 'Iterations.' }),
      expiresAt: z.int().openapi({ description: 'Seconds since the epoch.' }),
      keyLength: z.int(),
      keyPrefix: hexadecimal,
      keySignature: hexadecimal,
      nonce: hexadecimal,
      salt: hexadecimal,
    }),
    signature: hexadecimal,
  })
  .openapi('Challenge', {
    description: 'A challenge of ALTCHA, version 2.',
    examples: [
      {
        parameters: {
          algorithm: 'PBKDF2/SHA-256',
          cost: 2000,
          expiresAt: 1_801_396_200,
          keyLength: 32,
          keyPrefix: 'b1c9a8d7e6f504132231405f6e7d8c9b',
          keySignature: '7d5f6c1c0a9d1f0e8c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7081',
          nonce: '0d6f5a3e9b1c4d7f8a2e6b0c5d9f1a3e',
          salt: '4c8e2a6f0b1d3c5e7f9a8b6c4d2e0f1a',
        },
        signature: '1f2e3d4c5b6a79880716253443526170a1b2c3d4e5f60718293a4b5c6d7e8f90',
      },
    ],
  });

/** Puzzles for whoever asks without a key: each costs a second of computing, and us a thousandth of that. */
export interface ProofOfWork {
  /** A new puzzle, good for ten minutes, for anybody. */
  challenge(): Promise<z.infer<typeof challengeSchema>>;
  /** Whether a text is the solution of one of ours that is still good, and comes for the first time. */
  accepts(solution: string | undefined): Promise<boolean>;
}

/** What puzzles are made of. */
export interface ProofOfWorkOptions {
  /** Signs puzzles, so that nothing is kept of one until it is solved; the same in every process. */
  readonly secret: string;
  /** Counts solutions by their puzzle, one within `rememberedMs`, in all processes together. */
  readonly once: RateLimiter;
  /** Between the making of a puzzle and its end, ms. */
  readonly validForMs?: number;
  /** Most that a solver may have to try; by default a second of one processor on average, and two at most. */
  readonly tries?: number;
  /** Hears what became of a solution, or that a puzzle was made. */
  readonly onOutcome?: (outcome: ProofOutcome) => void;
}

/** What is counted. */
export type ProofOutcome = (typeof proofOutcomes)[number];

/** All of them. */
export const proofOutcomes = ['issued', 'accepted', 'refused'] as const;

const usualValidForMs = 600_000;
/** A solution is remembered beyond the end of its puzzle, which is told in whole seconds, ms. */
export const rememberedMs = usualValidForMs + 10_000;
/** Iterations of PBKDF2 for each try, which browsers have in native code: so ours are no slower than those of a flood. */
const cost = 2_000;
const usualTries = 1_500;
/** Longer than any solution of ours, in base64. */
const maxCharacters = 2_000;

/** Puzzles as the library ALTCHA makes them (version 2), with an answer that only we know: the work is bounded. */
export function createProofOfWork(options: ProofOfWorkOptions): ProofOfWork {
  const { secret, once, validForMs = usualValidForMs, tries = usualTries, onOutcome } = options;
  const secrets = { hmacSignatureSecret: secret, hmacKeySignatureSecret: `key ${secret}` };
  const isGood = async (solution: string | undefined): Promise<boolean> => {
    const payload = parsePayload(solution);
    if (payload === undefined) return false;
    const { verified } = await verifySolution({ ...payload, ...secrets, deriveKey });
    return verified && (await once(`proof ${payload.challenge.parameters.nonce}`)) === undefined;
  };
  return {
    async challenge() {
      onOutcome?.('issued');
      const made = await createChallenge({
        ...secrets,
        algorithm: 'PBKDF2/SHA-256',
        cost,
        counter: randomInt(tries),
        deriveKey,
        expiresAt: new Date(Date.now() + validForMs),
      });
      return challengeSchema.parse(made);
    },
    async accepts(solution) {
      const isAccepted = await isGood(solution);
      onOutcome?.(isAccepted ? 'accepted' : 'refused');
      return isAccepted;
    },
  };
}

/** What a client sends: base64 of JSON. What it says of itself is believed once its signature was found to be ours. */
function parsePayload(text: string | undefined): Payload | undefined {
  if (text === undefined || text.length > maxCharacters) return undefined;
  try {
    return payloadSchema.parse(JSON.parse(Buffer.from(text, 'base64').toString()));
  } catch {
    return undefined;
  }
}

type Payload = z.infer<typeof payloadSchema>;

/** As ALTCHA's clients send it; what else they say is passed over, and what was not signed is found out. */
const payloadSchema = z.object({
  challenge: challengeSchema,
  solution: z.object({ counter: z.int(), derivedKey: hexadecimal }),
});
