// SPDX-License-Identifier: MIT
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SafeError } from '../base/safe-error.ts';

/** The DKIM key cannot be used. The message is one line that names the file and what to do. */
export class DkimKeyError extends SafeError {
  override readonly name = 'DkimKeyError';
}

/** RFC 8301 §3.2. */
const leastRsaBits = 1024;
const newRsaBits = 2048;

/** Reads the private key, RSA or Ed25519 (RFC 8463), from a PEM file. Throws a `DkimKeyError`. */
export async function readDkimKey(path: string): Promise<KeyObject> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const advice = error.code === 'ENOENT' ? '; mayfly dkim makes one' : '';
    throw new DkimKeyError(`The DKIM key ${path} cannot be read (${error.code})${advice}`);
  });
  const key = parseKey(pem);
  if (key === undefined)
    throw new DkimKeyError(`The DKIM key ${path} is not a private key in PEM; mayfly dkim makes one`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'ed25519' && !(key.asymmetricKeyType === 'rsa' && bits >= leastRsaBits))
    throw new DkimKeyError(
      `The DKIM key ${path} must be RSA of ${leastRsaBits} bits or more, or Ed25519 (RFC 8301, RFC 8463)`,
    );
  return key;
}

/**
 * Makes an RSA key of 2048 bits, which every verifier knows, in a new file of mode 0600, and its folder. A file that is there stays
 * as it is. Gives whether it was made. Throws what the file system throws.
 */
export async function makeDkimKey(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (file === undefined) return false;
  try {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: newRsaBits });
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
  } finally {
    await file.close();
  }
  return true;
}

/** The text of the TXT record that publishes the key (RFC 6376 §3.6.1, RFC 8463 §4). */
export function dkimRecordOf(key: KeyObject): string {
  return `v=DKIM1; k=${key.asymmetricKeyType}; p=${publicPartOf(key)}`;
}

/** The public key in base64, as `p=` has it: of Ed25519 the bare 32 octets. */
export function publicPartOf(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return (key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der).toString('base64');
}

/** Where the record of a domain is. */
export function dkimNameOf(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
