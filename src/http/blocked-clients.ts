// SPDX-License-Identifier: MIT
import type { Context, MiddlewareHandler } from 'hono';
import { type Problem, problems } from './problem.ts';

/** Who is blocked, and how they are answered. */
interface BlockedClientsOptions {
  /** The address of the client of a request. */
  clientAddress(c: Context): string;
  isBlocked(address: string): boolean;
  refuse(c: Context, problem: Problem): Response | Promise<Response>;
}

/** Refuses every request of a client that the operator has blocked. */
export function blockedClients({
  clientAddress,
  isBlocked,
  refuse,
}: BlockedClientsOptions): MiddlewareHandler {
  return async (c, next) => (isBlocked(clientAddress(c)) ? refuse(c, problems.blocked) : next());
}
