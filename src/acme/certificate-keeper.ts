// SPDX-License-Identifier: MIT
/** Sees to it that each of our hosts has a certificate: orders it, renews it in time, and tries again when that fails. */
import { errorCodeOf } from '../base/error-code.ts';
import { type KeptCertificate, makeFolder, readKept, writeKept } from '../crypto/kept-certificates.ts';
import { AcmeError } from './error.ts';

/** What a keeper works with. */
export interface KeeperOptions {
  readonly hosts: readonly string[];
  fileOf(host: string): string;
  /** Gives chain and key in PEM. */
  order(host: string): Promise<string>;
  /** ms since the epoch, of this machine: it is what tells whether a certificate has expired. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** A new certificate is in its file. */
  onObtained(host: string, certificate: KeptCertificate): void;
  onFailed(host: string, failure: { readonly error: unknown; readonly retryMs: number }): void;
}

/** A certificate is renewed when this part of its life is over, or up to a thirtieth of it earlier. */
const renewedAfter = 2 / 3;
const spreadOfRenewal = 1 / 30;
/** An authority that does not answer is soon there again; one that refused wants its time (Let's Encrypt: 5 failures in an hour). */
const firstPauseMs = { unreachable: 5_000, refused: 120_000 };
const longestPauseMs = { unreachable: 3_600_000, refused: 6 * 3_600_000 };
const pauseGrowth = { unreachable: 2, refused: 4 };
/** Timers of Node take no more than 24 days, and clocks are set: so it looks again at least this often. */
const longestSleepMs = 6 * 3_600_000;

/** What is known of a host. */
interface Watched {
  readonly host: string;
  /** Between 0 and 1, once for each process, so that nodes do not all renew at once. */
  readonly jitter: number;
  failures: number;
  /** No order before that, whatever the certificate says. */
  notBefore: number;
}

/** Starts to look, at once and one host after the other. It keeps no process alive. */
export function keepCertificates(options: KeeperOptions): {
  /** Looks again at once, and forgets that orders have failed. */
  tryNow(): void;
  stop(): void;
} {
  const watched = options.hosts.map(
    (host): Watched => ({ host, jitter: options.random(), failures: 0, notBefore: 0 }),
  );
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  /** Asked to look again while it looks. */
  let isAsked = false;
  let isStopped = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    let dues: readonly number[];
    do {
      isAsked = false;
      for (const each of watched) if (!isStopped) await look(each, options, () => isStopped);
      dues = await Promise.all(watched.map((each) => dueAt(each, options)));
    } while (isAsked && !isStopped);
    isRunning = false;
    sleep(Math.min(...dues) - options.now());
  };
  const sleep = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(run, Math.min(Math.max(ms, 0), longestSleepMs)).unref();
  };
  sleep(0);
  return {
    tryNow: () => {
      for (const each of watched) Object.assign(each, { failures: 0, notBefore: 0 });
      if (isRunning) isAsked = true;
      else sleep(0);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** When a certificate is to be ordered for a host. */
async function dueAt({ host, jitter, notBefore }: Watched, { fileOf }: KeeperOptions): Promise<number> {
  const kept = await readKept(fileOf(host));
  return kept === undefined ? notBefore : Math.max(notBefore, renewalOf(kept, jitter));
}

/** When a certificate is to be renewed, ms since the epoch. */
export function renewalOf(
  { validFrom, expiresAt }: Pick<KeptCertificate, 'validFrom' | 'expiresAt'>,
  jitter: number,
): number {
  return validFrom + (expiresAt - validFrom) * (renewedAfter - jitter * spreadOfRenewal);
}

/** Orders a certificate where it is time. Never rejects. */
async function look(each: Watched, options: KeeperOptions, isStopped: () => boolean): Promise<void> {
  if ((await dueAt(each, options)) > options.now()) return;
  const { host } = each;
  const file = options.fileOf(host);
  try {
    await makeFolder(file);
    await writeKept(file, await options.order(host));
    const kept = await readKept(file);
    if (kept === undefined) throw new AcmeError('the certificate that was obtained cannot be used');
    each.failures = each.notBefore = 0;
    options.onObtained(host, kept);
  } catch (error) {
    if (isStopped()) return;
    each.failures += 1;
    const retryMs = pauseAfter(error, each.failures, options.random());
    each.notBefore = options.now() + retryMs;
    options.onFailed(host, { error: speakable(error), retryMs });
  }
}

/** How long to wait after a failure, ms: longer with each, up to a quarter more by chance, and at least what the authority asked for. */
export function pauseAfter(error: unknown, failures: number, random: number): number {
  const kind = error instanceof AcmeError && error.problem === undefined ? 'unreachable' : 'refused';
  const grown = firstPauseMs[kind] * pauseGrowth[kind] ** (failures - 1);
  const pauseMs = Math.min(grown, longestPauseMs[kind]) * (1 + random / 4);
  const askedMs = error instanceof AcmeError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(pauseMs, Math.min(askedMs, 24 * 3_600_000));
}

/** Errors of the file system name the file: its code is enough. */
function speakable(error: unknown): unknown {
  const code = errorCodeOf(error);
  return error instanceof AcmeError || code === undefined
    ? error
    : new AcmeError(`the certificate cannot be kept (${code})`);
}
