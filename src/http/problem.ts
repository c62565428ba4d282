import { z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import { type FieldFault, formatFault } from '../alias/fault.ts';
import { enFaults } from '../web/text/faults-en.ts';

/** An error as clients see it (RFC 9457). `type` is about:blank: the status says what kind of problem it is. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What the client can do about it.' }),
    errors: z
      .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
      .optional()
      .openapi({
        description:
          'Each mistake: the field that has it, spelled as in the request; a code for programs; words in English.',
      }),
  })
  .openapi('Problem');

/** Every error that we answer with. The alias one is the same for unknown, dead, and not yours. */
export const problems = {
  malformed: { status: 400, title: 'Bad Request', detail: 'The body is not well-formed JSON.' },
  twoHosts: { status: 400, title: 'Bad Request', detail: 'The request must have one Host field.' },
  listed: {
    status: 403,
    title: 'Forbidden',
    detail:
      'Your address is on a list of sources of spam. Ask for its removal there, or come from another network.',
  },
  noKey: {
    status: 401,
    title: 'Unauthorized',
    detail: 'This takes a whole key that was not revoked: Authorization: Bearer mayfly…',
  },
  keysByOperator: {
    status: 403,
    title: 'Forbidden',
    detail: 'Keys of this service come from its operator, who makes them with `mayfly key create`.',
  },
  fullKey: {
    status: 403,
    title: 'Forbidden',
    detail: 'The key has the maximum number of living aliases. Destroy one, or wait until one dies.',
  },
  noAlias: {
    status: 404,
    title: 'Not Found',
    detail: 'There is no such alias, or the management token is not its own.',
  },
  nothingHere: { status: 404, title: 'Not Found', detail: 'There is nothing at this path.' },
  wrongMethod: {
    status: 405,
    title: 'Method Not Allowed',
    detail: 'See the Allow header for what works here.',
  },
  taken: { status: 409, title: 'Conflict', detail: 'That name is, or once was, an alias. Choose another.' },
  repeatOver: {
    status: 409,
    title: 'Conflict',
    detail:
      'The alias that the request with this Idempotency-Key made is gone. Send another one to make another.',
  },
  repeatDiffers: {
    status: 422,
    title: 'Unprocessable Content',
    detail: 'This Idempotency-Key came with another request before. Send another one.',
  },
  tooLarge: { status: 413, title: 'Content Too Large', detail: 'The body must not be larger than 16 KiB.' },
  notJson: {
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'Send JSON, with Content-Type: application/json.',
  },
  unknownHost: {
    status: 421,
    title: 'Misdirected Request',
    detail: 'This service is not known under the host name of the request; see MAYFLY_PUBLIC_URL.',
  },
  invalid: { status: 422, title: 'Unprocessable Content', detail: 'Some fields have mistakes; see errors.' },
  tooMany: { status: 429, title: 'Too Many Requests', detail: 'Try again after the seconds in Retry-After.' },
  internal: {
    status: 500,
    title: 'Internal Server Error',
    detail: 'Something went wrong here, not in the request.',
  },
  unavailable: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'The service cannot answer now; try again later.',
  },
} as const;

/** One of them. */
export type Problem = (typeof problems)[keyof typeof problems];

/** Body of every error (RFC 9457 §3). A type alias, which declarations of other files can write out. */
type ProblemBody = {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: { field: string; code: string; message: string }[] | undefined;
};

/** Makes the answer: problem+json with the mistakes, if any, and further header fields. */
export function answerProblem<P extends Problem>(
  c: Context,
  problem: P,
  more: {
    readonly errors?: readonly FieldFault[];
    readonly headers?: Record<string, string> | undefined;
  } = {},
): Response & TypedResponse<ProblemBody, P['status'], 'json'> {
  const errors = more.errors?.map((fault) => ({
    field: fault.field,
    code: fault.code,
    message: formatFault(enFaults, fault),
  }));
  const body: ProblemBody = { type: 'about:blank', ...problem, ...(errors !== undefined && { errors }) };
  const status: P['status'] = problem.status;
  return c.json(body, status, { 'content-type': problemType, ...more.headers });
}

/** Media type of every error (RFC 9457 §3). */
export const problemType = 'application/problem+json';
