// SPDX-License-Identifier: MIT
/** A certificate and its key, read from their files. */

import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { errorCodeOf } from '../base/error-code.ts';
import { SafeError } from '../base/safe-error.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate chain and its key, in PEM. */
export interface CertificatePair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The files hold no certificate that can be used. The message is one line, names their settings and repeats nothing of them. */
export class CertificateError extends SafeError {
  override readonly name = 'CertificateError';
}

/** Reads a certificate and its key. Rejects with `CertificateError` when a file cannot be read or OpenSSL refuses them. */
export async function readCertificate({ certFile, keyFile }: CertificateFiles): Promise<CertificatePair> {
  const cert = await readPem('MAYFLY_TLS_CERT', certFile);
  const key = await readPem('MAYFLY_TLS_KEY', keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new CertificateError(
      `MAYFLY_TLS_CERT and MAYFLY_TLS_KEY: are not a certificate and its key in PEM (${errorCodeOf(error) ?? 'unknown error'})`,
    );
  }
  return { cert, key };
}

async function readPem(name: string, path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new CertificateError(`${name}: cannot be read (${errorCodeOf(error) ?? 'unknown error'})`);
  });
}
