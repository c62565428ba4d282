// SPDX-License-Identifier: MIT
import { isIPv4 } from 'node:net';
import type { DNSResolver, spf } from 'mailauth';
import type { SessionInfo } from '../../smtp/server/handler.ts';
import type { Path } from '../../smtp/wire/envelope.ts';
import { type DnsLookup, remembering, withoutIpv6 } from './dns-lookup.ts';

/** What SPF is asked about. */
export interface SpfQuestion {
  readonly session: SessionInfo;
  readonly reversePath: Path;
  readonly resolve: DNSResolver;
  /** Then it is `temperror`, ms. */
  readonly deadlineMs: number;
}

/** How a client stands with SPF (RFC 7208 §2.6), and the domain that was asked about. */
export interface SpfResult {
  readonly word: string;
  readonly domain: string;
}

/** Asks SPF about the sender of a message, or about the client's own name where there is none. Rejects with what is not foreseen. */
export async function checkSpf(evaluate: typeof spf, question: SpfQuestion): Promise<SpfResult> {
  const { session, reversePath, resolve, deadlineMs } = question;
  const { status, domain } = await evaluate({
    ip: session.remoteAddress,
    helo: session.clientHost ?? '',
    sender: reversePath.text,
    resolver: isIPv4(session.remoteAddress) ? withoutIpv6(resolve) : resolve,
    maxElapsedTime: deadlineMs,
  });
  return { word: status.result, domain };
}

/** A sender's own name servers must not hold a recipient's answer for longer, ms. */
const vouchingDeadlineMs = 3_000;
/** Questions of one check at a time; beyond that nobody is vouched for. */
const maxChecks = 200;

/**
 * Whether a client sends from where the domain of a sender sends from: SPF passes, within some seconds. Never rejects: what cannot
 * be told is not vouched for.
 */
export function createSpfVouching(
  lookup: DnsLookup,
  onError: (error: unknown) => void,
): (session: SessionInfo, sender: Path) => Promise<boolean> {
  let running = 0;
  return async (session, reversePath) => {
    if (running >= maxChecks) return false;
    running += 1;
    try {
      // Most services never need it; it takes megabytes.
      const { spf } = await import('mailauth');
      const resolve = remembering(lookup.resolve);
      const deadlineMs = vouchingDeadlineMs;
      return (await checkSpf(spf, { session, reversePath, resolve, deadlineMs })).word === 'pass';
    } catch (error) {
      onError(error);
      return false;
    } finally {
      running -= 1;
    }
  };
}
