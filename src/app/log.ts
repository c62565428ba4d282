import { write, writeSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { EndedMessage } from '../alias/message-ending.ts';
import type { LogLevel } from '../config/setting-values.ts';
import type { SessionSummary } from '../smtp/server/session-types.ts';
import { messageLine } from './message-line.ts';
import { sessionLine } from './session-line.ts';

/** Lines wait for others until there is this much of them, in characters, or this long, ms: a write costs more than a line. */
const batchLength = 8192;
const batchMs = 100;
/** Lines that come while so many characters wait, since nobody reads them, are dropped. */
const mostWaiting = 4_194_304;
const standardOutput = 1;
/** Up to so many octets of one write reach a pipe as one piece (PIPE_BUF). */
const wholeOctets = 4096;

/** The log, with ways of their own for the lines that are written most often. */
export type Log = Logger & {
  /** Logs a session that has ended, at level `info`. */
  readonly sessionEnded: (summary: SessionSummary) => void;
  /** Logs how a message ended, at level `info`. */
  readonly messageEnded: (message: EndedMessage) => void;
};

/**
 * The program's log: JSON lines on standard output, written in batches; what is left at exit is written then. Errors are
 * logged by kind and code alone, since messages of libraries may quote what they were given (invariant I6). A worker names
 * itself in each line, and writes no more at once than the system keeps together, since others write to the same place.
 */
export function createLog(level: LogLevel, worker?: number): Log {
  const base = worker === undefined ? null : { worker };
  const bindings = worker === undefined ? '' : `,"worker":${worker}`;
  const mostOctets = worker === undefined ? Number.POSITIVE_INFINITY : wholeOctets;
  const timestamp = isoTime();
  const destination = batch(standardOutput, mostOctets);
  const log = pino({ level, base, timestamp, serializers: { err: briefly } }, destination);
  const sessionEnded = (summary: SessionSummary): void => {
    if (log.isLevelEnabled('info')) destination.write(sessionLine(timestamp() + bindings, summary));
  };
  const messageEnded = (message: EndedMessage): void => {
    const { ending: event, reply, messageId, octets, cause } = message;
    if (cause !== undefined)
      log.info({ event, reply: reply?.code, messageId, octets, err: cause }, 'message');
    else if (log.isLevelEnabled('info')) destination.write(messageLine(timestamp() + bindings, message));
  };
  return Object.assign(log, { sessionEnded, messageEnded });
}

/**
 * Not pino's own destination: when a write fails, as on a full disk, that throws where nobody catches it and then tries
 * for ever at exit. Here what cannot be written is dropped, and mail goes on.
 */
function batch(descriptor: number, mostOctets: number): DestinationStream {
  let lines = '';
  let leaving = nothing;
  let timer: NodeJS.Timeout | undefined;
  const flushLater = (): void => {
    timer ??= setTimeout(flush, batchMs).unref();
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (leaving.length > 0) return;
    leaving = Buffer.from(lines);
    lines = '';
    leave();
  };
  const leave = (): void => {
    if (leaving.length > 0) write(descriptor, firstLines(leaving, mostOctets), onWritten);
    else if (lines !== '') flushLater();
  };
  const onWritten = (error: NodeJS.ErrnoException | null, octets: number): void => {
    if (error?.code === 'EAGAIN') {
      setTimeout(leave, batchMs).unref();
      return;
    }
    leaving = error === null ? leaving.subarray(octets) : nothing;
    leave();
  };
  process.once('exit', () => writeLast(descriptor, Buffer.concat([leaving, Buffer.from(lines)]), mostOctets));
  return {
    write(line) {
      if (lines.length > mostWaiting) return;
      lines += line;
      if (lines.length >= batchLength) flush();
      else flushLater();
    },
  };
}

const nothing = Buffer.alloc(0);

/** As many whole lines as fit, but at least one. */
function firstLines(octets: Buffer, most: number): Buffer {
  if (octets.length <= most) return octets;
  const end = octets.lastIndexOf('\n', most - 1);
  return octets.subarray(0, (end === -1 ? octets.indexOf('\n') : end) + 1);
}

function writeLast(descriptor: number, octets: Buffer, mostOctets: number): void {
  try {
    for (let rest = octets; rest.length > 0; )
      rest = rest.subarray(writeSync(descriptor, firstLines(rest, mostOctets)));
  } catch {
    // Nobody is left to tell.
  }
}

/** The timestamp of a line (RFC 3339); all but the milliseconds is made once a second. */
function isoTime(): () => string {
  let second = Number.NaN;
  let start = '';
  return () => {
    const now = Date.now();
    const ms = now % 1000;
    if (now - ms !== second) {
      second = now - ms;
      start = `,"time":"${new Date(second).toISOString().slice(0, -4)}`;
    }
    return `${start}${String(ms).padStart(3, '0')}Z"`;
  };
}

/** Errors of our own are written to be logged; of others only kind, code and where it was thrown. */
function briefly(error: unknown): unknown {
  if (!(error instanceof Error))
    return typeof error === 'string' || typeof error === 'number' ? error : undefined;
  const code = 'code' in error ? error.code : undefined;
  if (ourErrors.has(error.name)) return { name: error.name, message: error.message, code };
  return {
    name: error.name,
    code,
    at: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 5),
  };
}

const ourErrors = new Set(['CertificateError', 'ClientError', 'StoreError', 'SmtpError']);
