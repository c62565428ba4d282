/** The certificate for STARTTLS: read from its files, and read again when they change. */
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { errorCodeOf } from '../base/error-code.ts';
import type { ServerTls } from '../smtp/server/server.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The files hold no certificate that can be used. The message is one line, names their settings and repeats nothing of them. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** Reads a certificate and its key. Rejects with `CertificateError` when a file cannot be read or OpenSSL takes them not. */
export async function readCertificate({ certFile, keyFile }: CertificateFiles): Promise<ServerTls> {
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

/** What follows a certificate. */
export interface CertificateFollower {
  /** Reads the files now, changed or not. Never rejects. */
  reload(): Promise<void>;
  stop(): void;
}

/**
 * Hands each new certificate to `use`, looking at the files every `everyMs`: watchers of the system miss files that are
 * replaced by renaming or through links. What cannot be used is told to `keep`, and the present certificate stays.
 */
export function followCertificate(
  files: CertificateFiles,
  {
    everyMs,
    use,
    keep,
  }: {
    readonly everyMs: number;
    readonly use: (tls: ServerTls) => void;
    readonly keep: (error: unknown) => void;
  },
): CertificateFollower {
  let seen = stampOf(files);
  let work: Promise<void> = Promise.resolve();
  const reload = async (): Promise<void> => {
    seen = stampOf(files);
    await readCertificate(files).then(use).catch(keep);
  };
  const look = async (): Promise<void> => {
    if ((await seen) !== (await stampOf(files))) await reload();
  };
  const next = (step: () => Promise<void>): Promise<void> => {
    work = work.then(step);
    return work;
  };
  const timer = setInterval(() => next(look), everyMs).unref();
  return { reload: () => next(reload), stop: () => clearInterval(timer) };
}

async function readPem(name: string, path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new CertificateError(`${name}: cannot be read (${errorCodeOf(error) ?? 'unknown error'})`);
  });
}

/** Changes when either file does. A file that is not there has a stamp too. */
async function stampOf({ certFile, keyFile }: CertificateFiles): Promise<string> {
  const stamps = [certFile, keyFile].map((path) =>
    stat(path).then(
      ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
      (error: unknown) => errorCodeOf(error) ?? 'unknown error',
    ),
  );
  return (await Promise.all(stamps)).join('\n');
}
