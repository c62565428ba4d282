// SPDX-License-Identifier: MIT
/** The certificates that were obtained, each with its key in one file. */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { replaceFile } from './secret-file.ts';

/** A certificate with its chain and key. */
export interface KeptCertificate {
  /** Chain and key in PEM, which is what TLS takes for either. */
  readonly pem: Buffer;
  /** ms since the epoch */
  readonly validFrom: number;
  readonly expiresAt: number;
}

/** The file of a host's, in a folder beside the server secret. */
export function certificateFileOf(secretFile: string, host: string): string {
  return join(`${secretFile}.certificates`, `${host}.pem`);
}

/** Reads one; nothing where there is none that can be used. */
export async function readKept(file: string): Promise<KeptCertificate | undefined> {
  try {
    const pem = await readFile(file);
    createSecureContext({ cert: pem, key: pem });
    const { validFromDate, validToDate } = new X509Certificate(pem);
    return { pem, validFrom: validFromDate.getTime(), expiresAt: validToDate.getTime() };
  } catch {
    return undefined;
  }
}

/** Keeps one in the place of the one before, in one step; mode 0600, in a folder of mode 0700. */
export async function writeKept(file: string, pem: string): Promise<void> {
  await makeFolder(file);
  await replaceFile(file, pem);
}

/** Makes the folder of a file, so that nothing is ordered that cannot be kept. */
export async function makeFolder(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
}
