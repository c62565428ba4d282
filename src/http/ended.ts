// SPDX-License-Identifier: MIT
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type EndCause, endCauses, endToldMs } from '../alias/end.ts';
import type { EndedAlias } from '../alias/service.ts';
import { problemSchema, problems, problemType, typeAt, typeOf } from './problem.ts';

/** What became of an alias, for whoever could open it: further members of the problem (RFC 9457 §3.2). */
const endedSchema = problemSchema
  .extend({
    ended: z.enum(endCauses).openapi({ description: 'How it ended.' }),
    endedAt: z.iso.datetime(),
    used: z.int().openapi({ description: 'Messages passed on, or perhaps passed on.' }),
    maxUses: z.int().nullable(),
  })
  .openapi('Ended');

/** Answers the owner of an alias that has died lately. */
export function answerEnded(c: Context, { end }: EndedAlias) {
  const { cause, endedAt, used, maxUses } = end;
  const instant = new Date(endedAt).toISOString();
  const limit = maxUses === null ? '' : ` of ${maxUses}`;
  const body = {
    type: typeOf(c, problems.ended),
    ...problems.ended,
    detail: `The alias ${words[cause]} at ${instant}. ${used}${limit} messages came through it.`,
    ended: cause,
    endedAt: instant,
    used,
    maxUses,
  };
  return c.json(body, body.status, { 'content-type': problemType });
}

const words: { readonly [Cause in EndCause]: string } = {
  usedUp: 'was used up',
  expired: 'expired',
  destroyedByOwner: 'was destroyed by its owner',
  destroyedByLink: 'was destroyed with the link of a message',
  destroyedByOperator: 'was destroyed by the operator',
};

/** The same in the description of a call. */
export const endedResponse = {
  description: `Gone, which its owner is told for ${endToldMs / 86_400_000} days.`,
  content: {
    [problemType]: {
      schema: endedSchema,
      example: {
        type: typeAt('https://alias.example/problems', problems.ended),
        ...problems.ended,
        ended: 'usedUp' as const,
        endedAt: '2027-01-29T08:00:00.000Z',
        used: 3,
        maxUses: 3,
      },
    },
  },
};
