// SPDX-License-Identifier: MIT
import type { Context, MiddlewareHandler } from 'hono';
import { isClientCall } from '../compat/paths.ts';
import { peerAddress } from './client-address.ts';
import { hostOf, isFromHere } from './local-only.ts';
import { type Problem, problems } from './problem.ts';

/** What there is to do over HTTP where certificates are ours to show. */
export interface EncryptedHttp {
  /** Answers a challenge of an authority (RFC 8555 §8.3); absent where none is asked. */
  readonly answerChallenge: ((token: string) => string) | undefined;
  /** The MTA-STS policy that is found under a host. */
  policyFor(host: string): string | undefined;
  /** Our own over HTTPS; absent where a proxy speaks it. */
  readonly origin: (() => string) | undefined;
  isProxy(address: string): boolean;
}

/** RFC 8555 §8.3: base64url, at least 128 bits. */
const challengePath = /^\/\.well-known\/acme-challenge\/([\w-]{16,256})$/;
const policyPath = '/.well-known/mta-sts.txt';
/** They tell no secret, and whoever asks for them may know no HTTPS. */
const openPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
/** How long browsers ask over HTTPS alone after a visit, s. Half a year: certificates are renewed by then many times. */
const strictSeconds = 15_768_000;

/**
 * Answers challenges and policies under whatever host they are asked for, and leads what comes in clear from other machines to
 * HTTPS. Only pages are led there: a program that sent a secret or a body hears that this was wrong, for it would go on doing so.
 */
export function encryptedHttp(
  { answerChallenge, policyFor, origin, isProxy }: EncryptedHttp,
  refuse: (c: Context, problem: Problem) => Response | Promise<Response>,
): MiddlewareHandler {
  return async (c, next) => {
    const token = challengePath.exec(c.req.path)?.[1];
    if (token !== undefined && answerChallenge !== undefined) return c.text(answerChallenge(token));
    const policy = c.req.path === policyPath ? policyFor(hostOf(c)) : undefined;
    if (policy !== undefined) return c.text(policy);
    if (origin === undefined) return next();
    if (isEncrypted(c)) {
      await next();
      c.res.headers.set('strict-transport-security', `max-age=${strictSeconds}`);
      return;
    }
    if (openPaths.has(c.req.path) || isFromHere(c) || isProxy(peerAddress(c))) return next();
    const isPage =
      ['GET', 'HEAD'].includes(c.req.method) &&
      c.req.header('authorization') === undefined &&
      !isClientCall(c.req.path);
    if (!isPage) return refuse(c, problems.notEncrypted);
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`${origin()}${pathname}${search}`, 308);
  };
}

function isEncrypted(c: Context): boolean {
  return c.req.url.startsWith('https:');
}
