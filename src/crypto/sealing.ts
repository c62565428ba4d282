// SPDX-License-Identifier: MIT
/** Deriving keys from the server secret, and sealing under them. */
import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { createHkdf } from './hmac.ts';

const keyOctets = 32;

/** Sealed form: version, nonce, ciphertext, tag. The version is authenticated too. */
const version = Buffer.of(1);
const nonceOctets = 12;
const tagOctets = 16;
/** Plaintexts grow to a multiple of this, so that a thief of the store does not learn how long a target is. */
const paddingOctets = 64;

/**
 * Keys by their purpose, of a server secret: RFC 5869 without a salt, which stands for as many zeros as the hash has octets. What a
 * key is for besides, such as one address, is the second argument.
 */
export function createDerivation(secret: Uint8Array): (purpose: string, address?: string) => Buffer {
  const extracted = createHmac('sha256', Buffer.alloc(keyOctets)).update(secret).digest();
  const expand = createHkdf(extracted);
  return (purpose, address = '') => expand(`mayfly 1 ${purpose}\0${address}`);
}

/**
 * Seals JSON with AES-256-GCM. Keys come as objects: of raw octets Node 24 makes one in ten times the time that `createSecretKey` takes.
 */
export function seal(key: KeyObject, json: string): Uint8Array {
  const nonce = randomBytes(nonceOctets);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(version);
  return Buffer.concat([version, nonce, cipher.update(pad(json)), cipher.final(), cipher.getAuthTag()]);
}

/** The JSON that was sealed under this key. Throws for another key, and when it was changed. */
export function open(key: KeyObject, sealed: Uint8Array): string {
  if (sealed[0] !== version[0] || sealed.length < version.length + nonceOctets + tagOctets)
    throw new Error('What is sealed is of an unknown version');
  const body = version.length + nonceOctets;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(version.length, body), {
    authTagLength: tagOctets,
  });
  decipher.setAAD(version).setAuthTag(sealed.subarray(-tagOctets));
  const plain = decipher.update(sealed.subarray(body, -tagOctets));
  // In this mode no octets are left for it; it throws when the tag is another.
  decipher.final();
  return plain.toString();
}

/** JSON, followed by the blanks that JSON allows. */
function pad(json: string): Buffer {
  const text = Buffer.from(json);
  const padded = Buffer.alloc(Math.ceil(text.length / paddingOctets) * paddingOctets, ' ');
  text.copy(padded);
  return padded;
}
