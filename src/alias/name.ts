// SPDX-License-Identifier: MIT
import type { Fault } from './fault.ts';
import { words } from './words.ts';

/** Cryptographically strong random octets, `count` of them. */
export type RandomOctets = (count: number) => Uint8Array;

/** A random local part: 16 characters of lower-case Crockford base32, 80 bits. */
export function randomName(randomOctets: RandomOctets): string {
  return Array.from(randomOctets(16), (octet) => crockford.charAt(octet & 31)).join('');
}

/**
 * A local part to read aloud, such as `amber-otter-violet-0427`: three words of ten bits and four digits, 43 bits. That
 * is for people who prefer it over a random name; guessing one of a million such aliases takes eight million probes.
 */
export function wordsName(randomOctets: RandomOctets): string {
  const octets = randomOctets(10);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const drawn = [0, 2, 4].map((offset) => words[view.getUint16(offset) % words.length]);
  // From 32 bits, no digits are likelier than others by more than one in 400,000.
  return [...drawn, String(view.getUint32(6) % 10_000).padStart(4, '0')].join('-');
}

/** How long a chosen local part may be, RFC 5321 §4.5.3.1.1. */
export const nameLengths = { min: 3, max: 64 };

/** A chosen local part in lower case, or why it cannot be had. Whether it is taken only the store knows. */
export function parseChosenName(text: string): { readonly name: string } | { readonly fault: Fault } {
  const name = text.toLowerCase();
  if (name.length < nameLengths.min || name.length > nameLengths.max)
    return { fault: { code: 'nameLength', params: nameLengths } };
  if (!/^[a-z0-9._-]+$/.test(name)) return { fault: { code: 'nameCharacters', params: {} } };
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return { fault: { code: 'nameEnds', params: {} } };
  if (name.includes('..')) return { fault: { code: 'nameDots', params: {} } };
  if (isReserved(name)) return { fault: { code: 'nameReserved', params: {} } };
  return { name };
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Names that people and programs take for the operator (RFC 2142, and those that certificate authorities and mail
 * clients ask for), and names that stand for the mail system itself.
 */
const reserved = new Set(
  `abuse admin administrator autoconfig autodiscover bounce bounces certmaster contact daemon dmarc do-not-reply
  donotreply ftp help hostmaster info list list-request mail mailer-daemon mailerdaemon majordomo marketing mta
  news nobody no-reply noc noreply owner postmaster press root sales security ssladmin ssladministrator sslwebmaster
  support sysadmin system tls-reports unsubscribe usenet uucp webmaster www`.split(/\s+/),
);

/** SRS return paths and BATV tags would collide with the rewriting that they belong to. */
function isReserved(name: string): boolean {
  return reserved.has(name) || /^(?:srs[01]|prvs|msprvs1|btv1)(?:[-=.]|$)/.test(name);
}
