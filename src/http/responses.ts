// SPDX-License-Identifier: MIT
/** What several calls have in common of their answers. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { KeyService, OpenKey } from '../alias/key-service.ts';
import { bearerToken } from './credential.ts';
import { answerProblem, problemSchema, problems, problemType, typeAt } from './problem.ts';

/** The key that a request shows. */
export async function openKey(keys: KeyService, c: Context): Promise<OpenKey | undefined> {
  const text = bearerToken(c);
  return text === undefined ? undefined : keys.open(text);
}

/** The same for every text that is no key, or is none any more. */
export function noKey(c: Context) {
  return answerProblem(c, problems.noKey, { headers: { 'www-authenticate': 'Bearer' } });
}

/** Asks for what authorises a call (RFC 9110 §11.6.1). */
export function noToken(c: Context) {
  return answerProblem(c, problems.noToken, { headers: { 'www-authenticate': 'Bearer realm="mayfly"' } });
}

/** Too many were made: the next has to wait. */
export function tooMany(c: Context, waitMs: number) {
  return answerProblem(c, problems.tooMany, { headers: { 'retry-after': `${Math.ceil(waitMs / 1000)}` } });
}

/** A call that anybody may make. */
export const anybody = { security: [] };

/** What a call with a body may answer. */
export const badBody = {
  400: problemResponse(problems.malformed, 'Not well-formed JSON.'),
  413: problemResponse(problems.tooLarge, 'Larger than 16 KiB.'),
  415: problemResponse(problems.notJson, 'Not JSON.'),
  422: problemResponse(problems.invalid, 'Some fields have mistakes.'),
};

/** What any call may answer. */
export const failures = {
  405: problemResponse(problems.wrongMethod, 'Another method; `Allow` says which there are.'),
  421: problemResponse(problems.unknownHost, 'A host of which this service knows nothing.'),
  500: problemResponse(problems.internal, 'A fault of the service.'),
  503: problemResponse(problems.unavailable, 'The store cannot answer now.'),
};

/** Made too often. */
export const tooManyResponse = {
  ...problemResponse(problems.tooMany, 'Too many for this client, this target or this key.'),
  headers: z.object({ 'Retry-After': z.string().openapi({ description: 'Seconds to wait.' }) }),
};

/** The same for every text that is no key, or is none any more. */
export const unknownKey = problemResponse(
  problems.noKey,
  'The key is missing, cut off, unknown or revoked: all the same.',
);

/** A problem as an answer of a call. */
export function problemResponse(problem: (typeof problems)[keyof typeof problems], description: string) {
  const example = { type: typeAt('https://alias.example/problems', problem), ...problem };
  return { description, content: { [problemType]: { schema: problemSchema, example } } };
}
