import { isIPv4, isIPv6 } from 'node:net';
import { atext, dcontent, endOf, isIn, isNonAscii, labelText, letDig, qtext } from './characters.ts';
import type { Path } from './envelope.ts';

/** Longest local part and domain in octets (RFC 5321 §4.5.3.1.1, §4.5.3.1.2), and longest label (RFC 1035 §2.3.4). */
const maxLocalPartOctets = 64;
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

/** Whether a text is a `Domain` or an `address-literal` and nothing more. ASCII only. */
export function isDomainOrLiteral(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (isNonAscii(text, index)) return false;
  return hostEnd(text, 0) === text.length;
}

/** `Path`: any source route is accepted and ignored (RFC 5321 §4.1.1.3, appendix C). */
function parsePath(text: string, from: number): ParsedPath | undefined {
  if (text[from] !== '<') return undefined;
  const start = text[from + 1] === '@' ? sourceRouteEnd(text, from + 1) : from + 1;
  const at = localPartEnd(text, start);
  if (text[at] !== '@') return undefined;
  const end = hostEnd(text, at + 1);
  if (text[end] !== '>') return undefined;
  const written = text.slice(start, at);
  if (isLonger(written, maxLocalPartOctets)) return undefined;
  const localPart = written.startsWith('"') ? unquote(written) : written;
  return { path: { text: text.slice(start, end), localPart, domain: text.slice(at + 1, end) }, end: end + 1 };
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
  return text[from] === '"' ? quotedStringEnd(text, from) : dotStringEnd(text, from);
}

/** `Dot-string`, with `atext` as extended by RFC 6531 §3.3. */
function dotStringEnd(text: string, from: number): number {
  let index = from;
  for (;;) {
    const start = index;
    while (isIn(atext, text, index) || isNonAscii(text, index)) index += 1;
    if (index === start) return -1;
    if (text[index] !== '.') return index;
    index += 1;
  }
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
 * The index after a `Domain` (RFC 5321 §4.1.2; U-labels as in RFC 6531 §3.3), or -1. Deviates from the grammar because
 * real hosts do: a label may have underscores, though not at its ends.
 */
function domainEnd(text: string, from: number): number {
  let index = from;
  for (;;) {
    const end = labelEnd(text, index);
    if (end === -1) return -1;
    index = end;
    if (text[index] !== '.') break;
    index += 1;
  }
  return isLonger(text.slice(from, index), maxDomainOctets) ? -1 : index;
}

/** Whether a text has more octets in UTF-8, where a UTF-16 code unit has three at most. */
function isLonger(text: string, octets: number): boolean {
  return text.length * 3 > octets && Buffer.byteLength(text) > octets;
}

function labelEnd(text: string, from: number): number {
  let index = from;
  while (isIn(labelText, text, index) || isNonAscii(text, index)) index += 1;
  const isSound =
    index > from &&
    index - from <= maxLabelOctets &&
    (isIn(letDig, text, from) || isNonAscii(text, from)) &&
    (isIn(letDig, text, index - 1) || isNonAscii(text, index - 1));
  return isSound ? index : -1;
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
  const isTag = labelEnd(tag, 0) === tag.length && !tag.includes('_');
  return isTag && value !== '';
}
