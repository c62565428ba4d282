// SPDX-License-Identifier: MIT
/** The certificate for STARTTLS: read from its files, and read again when they change. */
import { stat } from 'node:fs/promises';
import { errorCodeOf } from '../base/error-code.ts';
import { type CertificateFiles, type CertificatePair, readCertificate } from '../crypto/certificate-files.ts';

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
    readonly use: (pair: CertificatePair) => void;
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
