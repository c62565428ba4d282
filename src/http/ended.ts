import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { endCauses, endToldMs } from '../alias/end.ts';
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
  const body = {
    type: typeOf(c, problems.ended),
    ...problems.ended,
    ended: cause,
    endedAt: new Date(endedAt).toISOString(),
    used,
    maxUses,
  };
  return c.json(body, body.status, { 'content-type': problemType });
}

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
