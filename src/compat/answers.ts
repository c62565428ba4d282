// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import type { Reason } from './words.ts';

/** Why a call is refused, in a form that all of these clients read. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 421 | 422 | 429 | 500 | 503;
  readonly reason: Reason;
  /** Mistakes by the field that has them. */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  /** After this time the same call may work, ms. */
  readonly waitMs?: number;
}

/** Answers with a refusal. */
export function answerRefusal(
  c: Context,
  { status, reason: [error, message], errors, waitMs }: Refusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ message, error, ...(errors && { errors }) }, status, {
    ...headers,
    ...(waitMs !== undefined && { 'retry-after': `${Math.ceil(waitMs / 1000)}` }),
  });
}

/** Whether a call came to a refusal. */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'status' in outcome && 'reason' in outcome;
}

/** An instant (ms) as addy.io writes it, in UTC. */
export function formatTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
