import { createHmac, createSecretKey } from 'node:crypto';

/** Keyed hashing: HMAC-SHA-256 (RFC 2104), cut to its first 144 bits, as 24 characters of base64url. */
export type ShortHmac = (message: string | Uint8Array) => string;

/** 144 bits: out of reach for collisions among any number of aliases, and whole in both octets and base64url. */
const shortLength = 24;

/**
 * A keyed hash under one key. The key is an object made once: with raw octets OpenSSL lays it out anew for each call, which takes
 * ten times as long.
 */
export function createShortHmac(key: Uint8Array): ShortHmac {
  const secret = createSecretKey(key);
  return (message) => createHmac('sha256', secret).update(message).digest('base64url').slice(0, shortLength);
}

/** HMAC-SHA-1 whole, in base64, as SRS has it. */
export function createSha1Hmac(key: Uint8Array): (message: string) => string {
  const secret = createSecretKey(key);
  return (message) => createHmac('sha1', secret).update(message).digest('base64');
}

/**
 * The 32 octets that HKDF-SHA-256 (RFC 5869) gives for an `info` of text, under a key already extracted. For one block its second
 * step is one HMAC.
 */
export function createHkdf(extracted: Uint8Array): (info: string) => Buffer {
  const secret = createSecretKey(extracted);
  return (info) => createHmac('sha256', secret).update(`${info}\x01`).digest();
}
