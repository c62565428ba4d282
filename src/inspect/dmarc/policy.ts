// SPDX-License-Identifier: MIT
import type { DNSResolver, dmarc } from 'mailauth';
import type { Author } from './author.ts';

/** How a message stands with DMARC: a policy is what the author's domain asks for when it fails (RFC 9989 §5.3), `unknown` where that cannot be told. */
export interface Standing {
  readonly result: 'pass' | 'fail' | 'none' | 'temperror';
  readonly policy: 'none' | 'quarantine' | 'reject' | 'unknown';
}

/** Domains that are known, or supposed, to have passed. */
export interface Identifiers {
  readonly spf: readonly string[];
  readonly dkim: readonly string[];
}

/** No honest message claims so much; it stands as if the author's domain had asked to refuse what fails. */
export const refused: Standing = { result: 'fail', policy: 'reject' };

/**
 * How an author stands with these identifiers. With one domain, RFC 9989 says; with several it does
 * not apply, and the domain with the strictest policy decides as if nothing had passed (RFC 7489 §6.6.1): otherwise
 * a forger would add one.
 */
export async function standingOf(
  evaluate: typeof dmarc,
  resolver: DNSResolver,
  author: Author,
  { spf, dkim }: Identifiers,
): Promise<Standing> {
  const of = async (domain: string, more: object = {}): Promise<Standing> => {
    const evaluated = await evaluate({ headerFrom: `someone@${domain}`, resolver, ...more });
    return evaluated === false ? nothingAsked : standing(evaluated);
  };
  const { domains } = author;
  const [domain] = domains;
  if (domain !== undefined && domains.length === 1)
    return of(domain, { spfDomains: [...spf], dkimDomains: dkim.map((signer) => ({ domain: signer })) });
  return strictest(domains.map((one) => of(one)));
}

/** Does not wait for others once one is refused: a forger would add one whose name servers never answer. */
async function strictest(pending: readonly Promise<Standing>[]): Promise<Standing> {
  const refusals = pending.map(async (one) => (isRefusal(await one) ? one : Promise.reject()));
  return Promise.any(refusals).catch(async () => (await Promise.all(pending)).reduce(stricter, nothingAsked));
}

/** Whether nothing can be said yet of a message that may have to be refused: the sender chose whose name servers are asked. */
export function isUndecided({ result, policy }: Standing): boolean {
  return result === 'temperror' && (policy === 'reject' || policy === 'unknown');
}

/** Whether the message is to be refused. */
export function isRefusal({ result, policy }: Standing): boolean {
  return result === 'fail' && policy === 'reject';
}

const nothingAsked: Standing = { result: 'none', policy: 'none' };

function standing({ status, policy }: { status: { result: string }; policy?: string }): Standing {
  const result = (['pass', 'fail', 'temperror'] as const).find((word) => word === status.result) ?? 'none';
  const known = (['none', 'quarantine', 'reject'] as const).find((word) => word === policy);
  return { result, policy: known ?? (result === 'temperror' ? 'unknown' : 'none') };
}

function stricter(one: Standing, other: Standing): Standing {
  return strictness(other) > strictness(one) ? other : one;
}

function strictness({ result, policy }: Standing): number {
  if (result === 'temperror') return 1;
  return result === 'fail' ? 2 + ['none', 'quarantine', 'reject'].indexOf(policy) : 0;
}
