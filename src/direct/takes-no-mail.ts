// SPDX-License-Identifier: MIT
import type { Resolver } from '../dns/resolver.ts';

/** Whoever asks for an alias waits no longer than this for DNS, ms. */
const maxWaitMs = 1_000;

/**
 * Whether it is certain that no mail can be delivered to a domain: it does not exist, takes none (null MX, RFC 7505), or has neither mail
 * servers nor an address. What DNS does not tell in time, or not now, is no such certainty. Never rejects.
 */
export async function takesNoMail(
  domain: string,
  resolver: Pick<Resolver, 'resolve'>,
  waitMs = maxWaitMs,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  try {
    return await Promise.race([isCertain(domain, resolver).catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function isCertain(domain: string, resolver: Pick<Resolver, 'resolve'>): Promise<boolean> {
  const mx = await resolver.resolve(domain, 'MX');
  if (!mx.exists) return true;
  if (mx.records.length > 0) return mx.records.every(({ exchange }) => exchange === '');
  const addresses = await Promise.all([resolver.resolve(domain, 'A'), resolver.resolve(domain, 'AAAA')]);
  return addresses.every(({ records }) => records.length === 0);
}
