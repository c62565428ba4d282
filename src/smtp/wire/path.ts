// SPDX-License-Identifier: MIT
import { isIPv4, isIPv6 } from 'node:net';
import { dcontent, dotText, endOf, isIn, isNonAscii, labelText, letDig, qtext } from './characters.ts';
import type { Path } from './envelope.ts';

/** Longest domain in octets (RFC 5321 §4.5.3.1.2), and longest label (RFC 1035 §2.3.4). */
const maxDomainOctets = 255;
const maxLabelOctets = 63;

const nullPath: Path = { text: '', localPart: '', domain: '' };

/** A path and the index after its closing bracket. */
export interface ParsedPath {
  readonly path: Path;
  readonly end: number;
}

/** `Reverse-path` of RFC 5321 §4.1.2 at `from`: a path or `<>`. Undefined when it is neither. */
export function parseReversePath(text: string, from: number): ParsedPath | undefined {
  if (text.startsWith('<>', from)) return { path: nullPath, end: from + 2 };
  return parsePath(text, from);
}

/** What RCPT takes at `from` (RFC 5321 §4.1.1.3): a path, or `<Postmaster>` in any case. Undefined when it is neither. */
export function parseForwardPath(text: string, from: number): ParsedPath | undefined {
  const end = from + '<postmaster>'.length;
  if (text[end - 1] !== '>') return parsePath(text, from);
  const bracketed = text.slice(from, end);
  if (bracketed.toLowerCase() !== '<postmaster>') return parsePath(text, from);
  const name = bracketed.slice(1, -1);
  return { path: { text: name, localPart: name, domain: '' }, end };
}

/** A mailbox with a local part of dots and atoms, as it stands in a path: quoted where the dots are at odd places. */
export function formatMailbox(mailbox: string): string {
  const at = mailbox.lastIndexOf('@');
  return quotedWhereOdd(mailbox.slice(0, at), mailbox.slice(at + 1));
}

/**
 * A text that is a `Domain` or an `address-literal` and nothing more, ASCII only: safe in a trace field. The final dot of a
 * domain is taken off. Undefined for all else.
 */
export function parseHost(text: string): string | undefined {
  for (let index = 0; index < text.length; index += 1) if (isNonAscii(text, index)) return undefined;
  if (hostEnd(text, 0) !== text.length) return undefined;
  return text.slice(0, withoutFinalDot(text, text.length));
}

/**
 * `Path`: any source route is accepted and ignored (RFC 5321 §4.1.1.3, appendix C). Deviates from the grammar because real
 * senders do: dots may stand anywhere in a local part, a domain may end in one, and a local part is as long as the command
 * line allows (RFC 5321 §4.5.3.1 asks for no limits where they can be avoided). The brackets may be missing, have blanks
 * inside, or hold what a From field would (`<Ann <ann@shop.example>>`). What is passed on follows the grammar:
 * a local part with dots at odd places is quoted, which means the same mailbox (§4.1.2), and the final dot is taken off.
 */
function parsePath(text: string, from: number): ParsedPath | undefined {
  if (text[from] !== '<') return parseMailbox(text, from, ' ');
  const start = afterBlanks(text, from + 1);
  const parsed = parseMailbox(text, text[start] === '@' ? sourceRouteEnd(text, start) : start, '>');
  return parsed ?? parseNested(text, from);
}

/** A path within a path, as clients send that put brackets around an address of a From field. */
function parseNested(text: string, from: number): ParsedPath | undefined {
  const [outer = '', before = ''] = nestedPath.exec(text.slice(from)) ?? [];
  if (outer === '') return undefined;
  const parsed = parseMailbox(text, from + before.length, '>');
  const end = from + outer.length;
  return parsed?.end === end - 1 ? { ...parsed, end } : undefined;
}

/** A name in words or a quoted string, with no second address that another reader might take. */
const nestedPath = /^(<(?:[^<>"@\\]*|"[^<>"@\\]*" *)<)[^<>]*>>/;

/** A mailbox at `start` and what ends it: `>`, perhaps after blanks, or where it has no brackets a blank or the end of the text. */
function parseMailbox(text: string, start: number, closing: '>' | ' '): ParsedPath | undefined {
  const at = localPartEnd(text, start);
  if (text[at] !== '@') return undefined;
  const end = hostEnd(text, at + 1);
  if (end === -1) return undefined;
  const closedAt = closing === '>' ? afterBlanks(text, end) : end;
  if (text[closedAt] !== closing && (closing === '>' || closedAt < text.length)) return undefined;
  const textEnd = withoutFinalDot(text, end);
  const written = text.slice(start, at);
  const domain = text.slice(at + 1, textEnd);
  const isQuoted = written.startsWith('"');
  const path = {
    text: isQuoted ? text.slice(start, textEnd) : quotedWhereOdd(written, domain),
    localPart: isQuoted ? unquote(written) : written,
    domain,
  };
  return { path, end: closing === '>' ? closedAt + 1 : closedAt };
}

function quotedWhereOdd(localPart: string, domain: string): string {
  return isDotString(localPart) ? `${localPart}@${domain}` : `"${localPart}"@${domain}`;
}

function afterBlanks(text: string, from: number): number {
  let index = from;
  while (text[index] === ' ') index += 1;
  return index;
}

/** The index after the colon of `A-d-l ":"`, or -1. */
function sourceRouteEnd(text: string, from: number): number {
  let index = from;
  while (text[index] === '@') {
    index = domainEnd(text, index + 1);
    if (text[index] === ':') return index + 1;
    if (text[index] !== ',') return -1;
    index += 1;
  }
  return -1;
}

/** The index after a `Local-part`, or -1. */
function localPartEnd(text: string, from: number): number {
  return text[from] === '"' ? quotedStringEnd(text, from) : dotTextEnd(text, from);
}

/** Whether a text of `dotText` is a `Dot-string`: no dot begins or ends it, or follows another. */
function isDotString(text: string): boolean {
  return !text.startsWith('.') && !text.endsWith('.') && !text.includes('..');
}

/** `Dot-string` with dots anywhere, and `atext` as extended by RFC 6531 §3.3. */
function dotTextEnd(text: string, from: number): number {
  let index = from;
  while (isIn(dotText, text, index) || isNonAscii(text, index)) index += 1;
  return index === from ? -1 : index;
}

/** `Quoted-string` of RFC 5321 §4.1.2, with `qtextSMTP` as extended by RFC 6531 §3.3. */
function quotedStringEnd(text: string, from: number): number {
  let index = from + 1;
  while (index < text.length) {
    if (text[index] === '"') return index + 1;
    if (text[index] === '\\') {
      // `quoted-pairSMTP`: a backslash and any printable ASCII.
      if (!isIn(qtext, text, index + 1) && text[index + 1] !== '"' && text[index + 1] !== '\\') return -1;
      index += 2;
    } else if (isIn(qtext, text, index) || isNonAscii(text, index)) {
      index += 1;
    } else {
      return -1;
    }
  }
  return -1;
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** The index after a `Domain` or `address-literal`, or -1. */
function hostEnd(text: string, from: number): number {
  return text[from] === '[' ? literalEnd(text, from) : domainEnd(text, from);
}

/**
 * The index after a `Domain` (RFC 5321 §4.1.2; U-labels as in RFC 6531 §3.3) and its final dot if it has one, or -1. Deviates
 * from the grammar because real hosts do: hyphens and underscores may stand anywhere in a label.
 */
function domainEnd(text: string, from: number): number {
  let index = from;
  for (;;) {
    const end = labelEnd(text, index);
    // A dot that no label follows is the final one.
    if (end === -1 && index === from) return -1;
    if (end === -1) break;
    index = end;
    if (text[index] !== '.') break;
    index += 1;
  }
  return isLonger(text.slice(from, withoutFinalDot(text, index)), maxDomainOctets) ? -1 : index;
}

/** The index before the dot that ends a domain before `end`, or else `end`. */
function withoutFinalDot(text: string, end: number): number {
  return text[end - 1] === '.' ? end - 1 : end;
}

/** Whether a text has more octets in UTF-8, where a UTF-16 code unit has three at most. */
function isLonger(text: string, octets: number): boolean {
  return text.length * 3 > octets && Buffer.byteLength(text) > octets;
}

function labelEnd(text: string, from: number): number {
  let index = from;
  while (isIn(labelText, text, index) || isNonAscii(text, index)) index += 1;
  return index > from && index - from <= maxLabelOctets ? index : -1;
}

/** The index after an `address-literal` (RFC 5321 §4.1.3), or -1. */
function literalEnd(text: string, from: number): number {
  const end = endOf(dcontent, text, from + 1);
  if (text[end] !== ']' || end - from > maxDomainOctets) return -1;
  return isLiteralContent(text.slice(from + 1, end)) ? end + 1 : -1;
}

function isLiteralContent(content: string): boolean {
  const colon = content.indexOf(':');
  if (colon === -1) return isIPv4(content);
  const tag = content.slice(0, colon);
  const value = content.slice(colon + 1);
  // `%` would begin a zone, which has no meaning for anyone else.
  if (tag.toLowerCase() === 'ipv6') return isIPv6(value) && !value.includes('%');
  return isStandardTag(tag) && value !== '';
}

/** `Standardized-tag`, an `Ldh-str` of RFC 5321 §4.1.2. */
function isStandardTag(text: string): boolean {
  const isEnclosed = isIn(letDig, text, 0) && isIn(letDig, text, text.length - 1);
  return isEnclosed && !text.includes('_') && endOf(labelText, text, 0) === text.length;
}
