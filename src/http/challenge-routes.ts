// SPDX-License-Identifier: MIT
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { answerProblem, problems } from './problem.ts';
import { challengeSchema, type ProofOfWork } from './proof-of-work.ts';
import { anybody, failures, problemResponse } from './responses.ts';

/** Adds the call that gives a puzzle; where none is asked for, there is nothing. */
export function addChallengeRoute(app: OpenAPIHono, proof: ProofOfWork | undefined): void {
  app.openapi(getChallenge, async (c) =>
    proof === undefined ? answerProblem(c, problems.nothingHere) : c.json(await proof.challenge(), 200),
  );
}

/** Whether a request brings the proof that it takes. */
export async function isProven(c: Context, proof: ProofOfWork | undefined): Promise<boolean> {
  return proof === undefined || (await proof.accepts(c.req.header(solutionField)));
}

/** The field of a request that has a solution. */
const solutionField = 'Challenge-Solution';

/** The same for the document. */
export const solutionHeader = {
  [solutionField]: z.string().optional().openapi({
    description:
      'Where `GET /challenge` answers: base64 of `{"challenge", "solution"}`. To make an alias with a key takes none.',
  }),
};

const getChallenge = createRoute({
  method: 'get',
  path: '/challenge',
  operationId: 'getChallenge',
  summary: 'A puzzle for making an alias or a key without a key, and for another target',
  ...anybody,
  responses: {
    200: {
      description: 'One solution is taken once, within ten minutes.',
      content: { 'application/json': { schema: challengeSchema } },
    },
    404: problemResponse(problems.nothingHere, 'None is asked for here.'),
    ...failures,
  },
});
