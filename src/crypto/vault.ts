// SPDX-License-Identifier: MIT
import { createSecretKey, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AliasKey, ReturnPathVault, Vault } from '../alias/ports.ts';
import { createSha1Hmac, createShortHmac, type ShortHmac } from './hmac.ts';
import { createDerivation, open, seal } from './sealing.ts';

/** Octets of the server secret. */
export const secretOctets = 32;

const tokenOctets = 16;
const checkOctets = 18;

/** The server secrets, the newest first. */
export type Secrets = readonly [Uint8Array, ...Uint8Array[]];

type Single = Vault & ReturnPathVault;

const none: readonly AliasKey[] = [];

/**
 * Keyed hashing and sealing under keys that HKDF-SHA-256 (RFC 5869) derives from the server secrets, each for one purpose.
 * The sealing key depends on the address as well: with the store and the secret in hand, a target can still be read only
 * by someone who knows the alias. Whatever is new is under the first secret; with one alone nothing is tried twice.
 * Throws a RangeError when a secret is not 32 octets long.
 */
export function createVault(...secrets: Secrets): Single {
  const [newest, ...others] = secrets.map(createSingleVault) as [Single, ...Single[]];
  if (others.length === 0) return newest;
  const all = [newest, ...others];
  return {
    ...newest,
    otherKeysOf: (address) => others.map((vault) => vault.keyOf(address)),
    mailboxKeysOf: (mailbox) => [
      ...newest.mailboxKeysOf(mailbox),
      ...others.flatMap((vault) => vault.mailboxKeysOf(mailbox)),
    ],
    open(address, record) {
      for (const vault of all.slice(0, -1)) {
        try {
          return vault.open(address, record);
        } catch {
          // It may be under one of the others.
        }
      }
      return (all.at(-1) ?? newest).open(address, record);
    },
    isLinkOf: (address, link) => all.filter((vault) => vault.isLinkOf(address, link)).length > 0,
    fingerprint(alias, parts) {
      const vault = all.find(({ keyOf }) => keyOf(alias.address) === alias.key) ?? newest;
      return vault.fingerprint(alias, parts);
    },
  };
}

function createSingleVault(secret: Uint8Array): Single {
  if (secret.length !== secretOctets)
    throw new RangeError(`The server secret must have ${secretOctets} octets`);
  const derive = createDerivation(secret);
  const digests = {
    log: createShortHmac(derive('log')),
    limit: createShortHmac(derive('limit')),
    loop: createShortHmac(derive('loop')),
  };
  const fingerprintOf = createShortHmac(derive('fingerprint'));
  const linkOf = createShortHmac(derive('link'));
  const mailboxKeyOf = createShortHmac(derive('mailbox'));
  return {
    keyOf: createShortHmac(derive('index')),
    otherKeysOf: () => none,
    mailboxKeysOf: (mailbox) => [mailboxKeyOf(mailbox)],
    seal(address, { target, note, isPinned }, tokenHash) {
      const content = [target, note, bindingOf(tokenHash), ...(isPinned ? [true] : [])];
      return seal(createSecretKey(derive('seal', address)), JSON.stringify(content));
    },
    open(address, { sealed, tokenHash }) {
      const plain = open(createSecretKey(derive('seal', address)), sealed);
      const [target, note, binding, isPinned] = JSON.parse(plain) as [string, string, string?, true?];
      if (binding !== undefined && binding !== bindingOf(tokenHash))
        throw new Error('What is sealed belongs to another manage token');
      return isPinned ? { target, note, isPinned } : { target, note };
    },
    sealReturnPath: (path, content) =>
      seal(createSecretKey(derive('return path', path)), JSON.stringify(content)),
    openReturnPath: (path, sealed) =>
      JSON.parse(open(createSecretKey(derive('return path', path)), sealed)) as string,
    returnPathMac: (domain) => createSha1Hmac(derive('return path mac', domain)),
    newToken() {
      const token = randomBytes(tokenOctets).toString('base64url');
      return { token, hash: hashToken(token) };
    },
    matches(token, expected) {
      const actual = hashToken(token);
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    },
    linkOf,
    isLinkOf(address, link) {
      const [actual, given] = [Buffer.from(linkOf(address)), Buffer.from(link)];
      return actual.length === given.length && timingSafeEqual(actual, given);
    },
    digest: (purpose, parts) => digest(digests[purpose], parts),
    fingerprint: ({ address }, parts) => digest(fingerprintOf, [address, ...parts]),
  };
}

/**
 * A check value of the server secret, which a store keeps so that it is not served under another one. It is one more key
 * derived from the secret, used for nothing else, so it tells nothing of the secret or of the other keys.
 */
export function checkOf(secret: Uint8Array): string {
  return createDerivation(secret)('check').subarray(0, checkOctets).toString('base64url');
}

/** A text that signs puzzles, derived from the newest secret: all processes of a service have the same. */
export function challengeSecretOf(secret: Uint8Array): string {
  return createDerivation(secret)('challenge').toString('base64url');
}

/** A token is random and long, so a plain hash suffices; 128 bits of it are as hard to meet as the token itself. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer').subarray(0, tokenOctets);
}

/**
 * What a sealed content says of the manage token that may read it, so that nobody who can write the store makes it show to a
 * token of his own. Sealed with the content, and not in the associated data beside it: what earlier versions sealed has none, and
 * they read the content and pass over this. 96 bits of the hash leave room for usual targets in one unit of padding.
 */
function bindingOf(tokenHash: Uint8Array): string {
  return Buffer.from(tokenHash.subarray(0, bindingOctets)).toString('base64url');
}

const bindingOctets = 12;
const lengthOctets = 4;

/** Each part goes with its length in front of it. One UTF-16 unit is three octets of UTF-8 at most. */
function digest(hmac: ShortHmac, parts: readonly (string | Uint8Array)[]): string {
  let max = 0;
  for (const part of parts) max += lengthOctets + (typeof part === 'string' ? part.length * 3 : part.length);
  const octets = Buffer.allocUnsafe(max);
  let end = 0;
  for (const part of parts) {
    const at = end + lengthOctets;
    if (typeof part === 'string') end = at + octets.write(part, at);
    else {
      octets.set(part, at);
      end = at + part.length;
    }
    octets.writeUInt32BE(end - at, at - lengthOctets);
  }
  return hmac(octets.subarray(0, end));
}
