// SPDX-License-Identifier: MIT
import { createSecretKey, randomBytes } from 'node:crypto';
import { randomName } from '../alias/name.ts';
import type { KeyVault } from '../alias/ports.ts';
import { createShortHmac } from './hmac.ts';
import { createDerivation, open, seal } from './sealing.ts';
import { hashToken, type Secrets } from './vault.ts';

/** Hashing, sealing and deriving for keys. */
export function createKeyVault(...secrets: Secrets): KeyVault {
  const [newest, ...others] = secrets.map(createSingle) as [Single, ...Single[]];
  return {
    newText,
    idsOf: (text) => [newest.idOf(text), ...others.map((vault) => vault.idOf(text))],
    seal: newest.seal,
    open(text, sealed) {
      for (const vault of [newest, ...others].slice(0, -1)) {
        try {
          return vault.open(text, sealed);
        } catch {
          // It may be under one of the others.
        }
      }
      return (others.at(-1) ?? newest).open(text, sealed);
    },
    tokensOf: (text, address) => [
      newest.tokenOf(text, address),
      ...others.map((vault) => vault.tokenOf(text, address)),
    ],
    digest: newest.digest,
  };
}

type Single = ReturnType<typeof createSingle>;

/** Octets of a derived token, as many as a random one has. */
const tokenOctets = 16;

/** Under one secret. The purposes are other than those of `vault.ts`, so no key of there is one of here. */
function createSingle(secret: Uint8Array) {
  const derive = createDerivation(secret);
  return {
    idOf: createShortHmac(derive('key index')),
    seal: (text: string, content: string) => seal(createSecretKey(derive('key seal', text)), content),
    open: (text: string, sealed: Uint8Array) => open(createSecretKey(derive('key seal', text)), sealed),
    tokenOf(text: string, address: string) {
      const mac = createShortHmac(derive('key token', text))(address);
      const token = Buffer.from(mac, 'base64url').subarray(0, tokenOctets).toString('base64url');
      return { token, hash: hashToken(token) };
    },
    digest: (text: string, message: string) => createShortHmac(derive('key digest', text))(message),
  };
}

/** Three names, of which each has 80 bits, cut to 40 characters. */
function newText(): string {
  const name = (): string => randomName((count) => randomBytes(count));
  return `mayfly${`${name()}${name()}${name()}`.slice(0, 40)}`;
}
