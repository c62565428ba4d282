import type { DNSResolver, dkimVerify, dmarc } from 'mailauth';
import type { HeaderField } from './header-fields.ts';

/** How a message stands with DMARC: a policy is what the author's domain asks for when it fails (RFC 9989 §5.3). */
export interface Standing {
  readonly result: 'pass' | 'fail' | 'none' | 'temperror';
  readonly policy: 'none' | 'quarantine' | 'reject';
}

/** Who a message says it is from. */
export interface Author {
  /** Addresses in From fields. */
  readonly addresses: readonly string[];
  readonly fields: number;
  /** Every domain that a reader might take for the author's. */
  readonly domains: readonly string[];
}

/** Domains that are known, or supposed, to have passed. */
export interface Identifiers {
  readonly spf: readonly string[];
  readonly dkim: readonly string[];
}

/** Longer From fields, and more domains in them, are not looked into: no honest message has them. */
const mostFromOctets = 8192;
const mostDomains = 10;

/** No honest message claims so much; it stands as if the author's domain had asked to refuse what fails. */
export const refused: Standing = { result: 'fail', policy: 'reject' };

/** The author by the From fields; nothing when they are out of all proportion. */
export async function readAuthor(
  verify: typeof dkimVerify,
  fields: readonly HeaderField[],
): Promise<Author | undefined> {
  const from = Buffer.concat(fields.filter(({ name }) => name === 'from').map(({ octets }) => octets));
  if (from.length > mostFromOctets) return undefined;
  const { headerFrom, fromFields } = await verify(from, { sender: 'nobody@invalid' });
  const domains = new Set(headerFrom.flatMap((address) => address.split('@').slice(1)).map(asDomain));
  domains.delete('');
  return domains.size > mostDomains
    ? undefined
    : { addresses: headerFrom, fields: fromFields, domains: [...domains] };
}

/**
 * How an author stands with these identifiers. With one domain, RFC 9989 says; with several, or several From fields, it does
 * not apply, and the domain with the strictest policy decides as if nothing had passed (RFC 7489 §6.6.1): otherwise
 * a forger would add one.
 */
export async function standingOf(
  evaluate: typeof dmarc,
  resolver: DNSResolver,
  author: Author,
  identifiers: Identifiers,
): Promise<Standing> {
  const spfDomains = [...identifiers.spf];
  const dkimDomains = identifiers.dkim.map((domain) => ({ domain }));
  const { addresses, fields: fromFields } = author;
  const evaluated = await evaluate({
    headerFrom: [...addresses],
    fromFields,
    spfDomains,
    dkimDomains,
    resolver,
  });
  if (evaluated !== false) return standing(evaluated);
  const all = author.domains.map((domain) => evaluate({ headerFrom: `someone@${domain}`, resolver }));
  const standings = (await Promise.all(all)).map((one) => (one === false ? nothingAsked : standing(one)));
  return standings.reduce(stricter, nothingAsked);
}

const nothingAsked: Standing = { result: 'none', policy: 'none' };

function standing({ status, policy }: { status: { result: string }; policy?: string }): Standing {
  const result = (['pass', 'fail', 'temperror'] as const).find((word) => word === status.result) ?? 'none';
  return {
    result,
    policy: (['quarantine', 'reject'] as const).find((word) => word === policy) ?? 'none',
  };
}

function stricter(one: Standing, other: Standing): Standing {
  return strictness(other) > strictness(one) ? other : one;
}

function strictness({ result, policy }: Standing): number {
  if (result === 'temperror') return 1;
  return result === 'fail' ? 2 + ['none', 'quarantine', 'reject'].indexOf(policy) : 0;
}

function asDomain(text: string): string {
  return text.replace(/[<>"'\s,;]/g, '').toLowerCase();
}
