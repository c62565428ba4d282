// SPDX-License-Identifier: MIT
import { isAscii, isWithin, parseDomain } from './domain.ts';
import type { Fault } from './fault.ts';

/** A target in normal form (domain in lower-case A-labels, local part as written), or why it was refused. */
export type ParsedTarget = { readonly mailbox: string } | { readonly fault: Fault };

/** RFC 5321 §4.5.3.1.3: a path is 256 octets with its brackets. */
export const maxMailbox = 254;

/**
 * The mailbox that an alias stands for: a local part of atoms and dots and a domain (RFC 5321 §4.1.2), nothing of what RFC 5321
 * allows beside that. Dots may stand anywhere, since carriers give such addresses out; the relay quotes them. Quoted strings, address literals, comments and source routes are where parsers disagree, and what two
 * parsers read differently can be made to reach someone else. So are `ann%elsewhere.example@home.example` and `elsewhere.example!ann@home.example`:
 * Postfix takes them for ways, by default and for domains of its own, and sends to `ann@elsewhere.example`, whatever targets were to be among. Local parts beyond ASCII are refused since they could
 * only be reached by originators that use SMTPUTF8. Domains of our own are refused: an alias of an alias could loop.
 * `ownDomains` are in normal form. Faults do not repeat the text.
 */
export function parseTarget(text: string, ownDomains: Iterable<string>): ParsedTarget {
  const at = text.lastIndexOf('@');
  if (at < 0) return { fault: { code: 'notAnAddress', params: {} } };
  const localPart = text.slice(0, at);
  if (!isAscii(localPart)) return { fault: { code: 'localPartNotAscii', params: {} } };
  if (!dotsAndAtoms.test(localPart)) return { fault: { code: 'notPlain', params: {} } };
  const domain = parseDomain(withoutFinalDot(text.slice(at + 1)));
  if (domain === undefined) return { fault: { code: 'domainNotFull', params: {} } };
  const mailbox = `${localPart}@${domain}`;
  if (mailbox.length > maxMailbox) return { fault: { code: 'addressTooLong', params: { max: maxMailbox } } };
  if (isWithin(domain, ownDomains)) return { fault: { code: 'ownDomain', params: {} } };
  return { mailbox };
}

/**
 * The address under which an alias is known, whatever way it was written: lower case, `+anything` removed, domain as
 * A-labels without a trailing dot. Never fails; what could not be an alias simply matches none.
 */
export function normaliseAlias(localPart: string, domain: string): string {
  return `${normaliseLocalPart(localPart)}@${normaliseDomain(domain)}`;
}

/**
 * The same for all spellings of a mailbox (`parseTarget`) that lead to one person: in lower case, without `+anything`, and at Gmail, which has
 * two names and takes no notice of dots, without those too. For counting and comparing: no mail is sent to it.
 */
export function normaliseMailbox(mailbox: string): string {
  const at = mailbox.lastIndexOf('@');
  const localPart = normaliseLocalPart(mailbox.slice(0, at));
  const domain = mailbox.slice(at + 1);
  return gmailDomains.has(domain) ? `${localPart.replaceAll('.', '')}@gmail.com` : `${localPart}@${domain}`;
}

/** Only these: domains of others that Google serves go by their dots. */
const gmailDomains: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);

/** The local part in lower case, `+anything` removed. */
export function normaliseLocalPart(localPart: string): string {
  const plus = localPart.indexOf('+');
  return (plus < 0 ? localPart : localPart.slice(0, plus)).toLowerCase();
}

/** The domain in lower case and A-labels, without a trailing dot; merely in lower case where it is malformed. */
export function normaliseDomain(domain: string): string {
  const bare = withoutFinalDot(domain);
  return isAscii(bare) ? bare.toLowerCase() : (parseDomain(bare) ?? bare.toLowerCase());
}

function withoutFinalDot(domain: string): string {
  return domain.endsWith('.') ? domain.slice(0, -1) : domain;
}

/** `atext` of RFC 5322 §3.2.3 but for `%` and `!`, and dots, but not dots alone. */
const dotsAndAtoms = /^\.*[\w#$&'*+/=?^`{|}~-][\w#$&'*+/=?^`{|}~.-]*$/;
