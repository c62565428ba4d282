// SPDX-License-Identifier: MIT
import { z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, TypedResponse } from 'hono';
import { type FieldFault, formatFault } from '../alias/fault.ts';
import { enFaults } from '../web/text/faults-en.ts';

/** An error as clients see it (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().openapi({
      format: 'uri-reference',
      description: 'A link to what this kind of problem means.',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What the client can do about it.' }),
    errors: z
      .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
      .optional()
      .openapi({
        description:
          'Each mistake, up to 20: the field that has it, spelled as in the request; a code for programs; words in English.',
      }),
    moreErrors: z.int().optional().openapi({ description: 'The number of mistakes beyond those.' }),
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
  blocked: {
    status: 403,
    title: 'Forbidden',
    detail:
      'The operator of this service has blocked your network. Write to the operator if that is a mistake.',
  },
  notEncrypted: {
    status: 403,
    title: 'Forbidden',
    detail: 'Use the https:// address of this service: what was sent just now, anyone on the way could read.',
  },
  challenge: {
    status: 403,
    title: 'Forbidden',
    detail:
      'This takes a solved challenge. Ask for one at /challenge and send its solution as Challenge-Solution, once and within ten minutes.',
  },
  noKey: {
    status: 401,
    title: 'Unauthorized',
    detail: 'Send a complete key that has not been revoked: Authorization: Bearer mayfly…',
  },
  keysByOperator: {
    status: 403,
    title: 'Forbidden',
    detail: 'Keys of this service come from its operator, who makes them with the command mayfly key create.',
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
  ended: {
    status: 410,
    title: 'Gone',
    detail: 'The alias is gone for good. What became of it is in ended, endedAt, used and maxUses.',
  },
  noToken: {
    status: 401,
    title: 'Unauthorized',
    detail: 'Send the management token of the alias: Authorization: Bearer TOKEN.',
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
  changedMeanwhile: {
    status: 412,
    title: 'Precondition Failed',
    detail: 'The alias is no longer what If-Match says. Show it again, and decide anew.',
  },
  tooLarge: { status: 413, title: 'Content Too Large', detail: 'The body is larger than this call takes.' },
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
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: { field: string; code: string; message: string }[] | undefined;
  readonly moreErrors?: number | undefined;
};

/** The maximum number of mistakes that one answer names: a small body can have thousands. */
const maxErrors = 20;

/** Tells a request where the kinds of problems are explained: `typesUrl` is the base of their fragments. */
export function explainProblems(typesUrl: () => string): MiddlewareHandler {
  return (c, next) => {
    c.set(typesUrlKey, typesUrl());
    return next();
  };
}

const typesUrlKey = 'problemTypesUrl';

/** Kinds of problems by the fragment of their `type`. */
export const problemTypes: readonly (readonly [id: string, problem: Problem])[] = Object.entries(problems);

/** The `type` of a problem in the answer to a request. */
export function typeOf(c: Context, problem: Problem): string {
  const base: unknown = c.get(typesUrlKey);
  return typeof base === 'string' ? typeAt(base, problem) : 'about:blank';
}

/** The `type` of a problem under the page that explains all of them. */
export function typeAt(typesUrl: string, problem: Problem): string {
  const id = problemTypes.find(([, other]) => other === problem)?.[0];
  return id === undefined ? 'about:blank' : `${typesUrl}#${id}`;
}

/** Makes the answer: problem+json with the mistakes, if any, and further header fields. */
export function answerProblem<P extends Problem>(
  c: Context,
  problem: P,
  more: {
    readonly errors?: readonly FieldFault[];
    readonly headers?: Record<string, string> | undefined;
  } = {},
): Response & TypedResponse<ProblemBody, P['status'], 'json'> {
  const left = (more.errors?.length ?? 0) - maxErrors;
  const errors = more.errors?.slice(0, maxErrors).map((fault) => ({
    field: fault.field,
    code: fault.code,
    message: formatFault(enFaults, fault),
  }));
  const body: ProblemBody = {
    type: typeOf(c, problem),
    ...problem,
    ...(errors !== undefined && { errors }),
    ...(left > 0 && { moreErrors: left }),
  };
  const status: P['status'] = problem.status;
  return c.json(body, status, { 'content-type': problemType, ...more.headers });
}

/** Media type of every error (RFC 9457 §3). */
export const problemType = 'application/problem+json';
