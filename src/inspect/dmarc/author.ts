// SPDX-License-Identifier: MIT
import { domainToASCII } from 'node:url';
import type { dkimVerify } from 'mailauth';
import type { HeaderField } from './header-fields.ts';

/** Who a message says it is from. */
export interface Author {
  /** From fields. */
  readonly fields: number;
  /** Every domain that a reader might take for the author's, in lower-case A-labels as far as it has them. */
  readonly domains: readonly string[];
}

/** Longer From fields, and more domains in them, are not looked into: no honest message has them. */
const maxFromOctets = 8192;
const maxDomains = 10;

/**
 * The author by the From fields, as `mailauth` reads them and as a lenient reader would: a forger writes what one takes for no
 * address at all, and the other for the bank's. Nothing when they are out of all proportion.
 */
export async function readAuthor(
  verify: typeof dkimVerify,
  fields: readonly HeaderField[],
): Promise<Author | undefined> {
  const from = Buffer.concat(fields.filter(({ name }) => name === 'from').map(({ octets }) => octets));
  if (from.length > maxFromOctets) return undefined;
  const { headerFrom, fromFields } = await verify(from, { sender: 'nobody@invalid' });
  const strict = headerFrom.map((address) => address.slice(address.lastIndexOf('@') + 1 || address.length));
  const domains = new Set([...strict, ...domainsIn(from.toString('utf8'))].map(normalDomain));
  domains.delete('');
  return domains.size > maxDomains ? undefined : { fields: fromFields, domains: [...domains] };
}

/** Up to what no host name has in ASCII. */
const afterAt = /@([^\0-,/:-@[-^`{-\x7f]+)/g;

/**
 * The domains of addresses: those in angle brackets if any are, else of all. White space and comments within an address count
 * for nothing, as in the obsolete syntax (RFC 5322 §4.4).
 */
function domainsIn(text: string): string[] {
  const plain = withoutWords(text)
    .replace(/\s+/g, ' ')
    .replace(/ ?([@.]) ?/g, '$1');
  const bracketed = (plain.match(/<[^<>]*/g) ?? []).filter((path) => path.includes('@'));
  const addresses = bracketed.length > 0 ? bracketed : [plain];
  return addresses.flatMap((address) => [...address.matchAll(afterAt)].map(([, domain = '']) => domain));
}

/** Without quoted strings and comments (RFC 5322 §3.2.2, §3.2.4); from one on that does not end, the text as it is. */
function withoutWords(text: string): string {
  let plain = '';
  let openedAt = 0;
  let isQuoted = false;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/\\.|["()]|[^\\"()]+|\\/gs)) {
    if (!isQuoted && depth === 0) openedAt = index;
    if (token === '"' && depth === 0) {
      if (isQuoted) plain += 'quoted';
      isQuoted = !isQuoted;
    } else if (token === '(' && !isQuoted) depth += 1;
    else if (token === ')' && depth > 0) {
      depth -= 1;
      if (depth === 0) plain += ' ';
    } else if (!isQuoted && depth === 0) plain += token;
  }
  return isQuoted || depth > 0 ? plain + text.slice(openedAt) : plain;
}

/** What looks the same, such as with a soft hyphen in it, is the same (UTS #46). */
function normalDomain(text: string): string {
  const bare = text.replace(/[<>"'\s,;]/g, '').replace(/\.$/, '');
  return (domainToASCII(bare) || bare).toLowerCase();
}
