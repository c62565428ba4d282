// SPDX-License-Identifier: MIT
import { hash } from 'node:crypto';

/** Keyed hashing: HMAC-SHA-256 (RFC 2104), cut to its first 144 bits, as 24 characters of base64url. */
export type ShortHmac = (message: string | Uint8Array) => string;

/** 144 bits: out of reach for collisions among any number of aliases, and whole in both octets and base64url. */
const hmacOctets = 18;

const blockOctets = 64;
const digestOctets = { sha1: 20, sha256: 32 };
const textOctets = 384;

/** The key must not be longer than 64 octets. */
export function createShortHmac(key: Uint8Array): ShortHmac {
  const outerOf = layOut(key);
  return (message) => hash('sha256', outerOf(message), 'base64url').slice(0, (hmacOctets / 3) * 4);
}

/** HMAC-SHA-1 whole, in base64, as SRS has it. The key must not be longer than 64 octets. */
export function createSha1Hmac(key: Uint8Array): (message: string) => string {
  const outerOf = layOut(key, 'sha1');
  return (message) => hash('sha1', outerOf(message), 'base64');
}

/**
 * The 32 octets that HKDF-SHA-256 (RFC 5869) gives for an `info` of text, under a key already extracted. For one block
 * its second step is one HMAC.
 */
export function createHkdf(extracted: Uint8Array): (info: string) => Buffer {
  const outerOf = layOut(extracted);
  // By way of a string, which takes Node a third of the time that it takes to make a buffer.
  return (info) => Buffer.from(hash('sha256', outerOf(`${info}\x01`), 'binary'), 'binary');
}

/**
 * What the outer hash of HMAC is taken over, with both padded keys laid out once, since every refused recipient costs one.
 * Measured on Node 24 for an address: 0.8 µs of CPU for the whole, against 1.7 µs for `createHmac` with a KeyObject and
 * 13 µs for `createHmac` with raw octets: of ten refused recipients in one session (`refused-ten` of the bench), a twentieth of the CPU of each.
 * The result holds until the next call.
 */
function layOut(
  key: Uint8Array,
  algorithm: keyof typeof digestOctets = 'sha256',
): (message: string | Uint8Array) => Buffer {
  const inner = Buffer.concat([paddedKey(key, 0x36), Buffer.alloc(textOctets)]);
  const outer = Buffer.concat([paddedKey(key, 0x5c), Buffer.alloc(digestOctets[algorithm])]);
  const innerOf = (message: string | Uint8Array): Buffer => {
    // One UTF-16 unit is three octets of UTF-8 at most.
    if (typeof message === 'string' && message.length * 3 <= textOctets)
      return inner.subarray(0, blockOctets + inner.write(message, blockOctets));
    const octets = typeof message === 'string' ? Buffer.from(message) : message;
    return Buffer.concat([inner.subarray(0, blockOctets), octets]);
  };
  return (message) => {
    outer.write(hash(algorithm, innerOf(message), 'binary'), blockOctets, 'binary');
    return outer;
  };
}

function paddedKey(key: Uint8Array, pad: number): Buffer {
  const padded = Buffer.alloc(blockOctets, pad);
  for (const [position, octet] of key.entries()) padded[position] = octet ^ pad;
  return padded;
}
