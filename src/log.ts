import { write, writeSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config/schema.ts';

/** Lines wait for others until there is this much of them, in characters, or this long, ms: a write costs more than a line. */
const batchLength = 8192;
const batchMs = 100;
/** Lines that come while so many characters wait, since nobody reads them, are dropped. */
const mostWaiting = 4_194_304;
const standardOutput = 1;

/**
 * The program's log: JSON lines on standard output, written in batches; what is left at exit is written then. Errors are
 * logged by kind and code alone, since messages of libraries may quote what they were given (invariant I6).
 */
export function createLog(level: LogLevel): Logger {
  return pino(
    { level, base: null, timestamp: isoTime(), serializers: { err: briefly } },
    batch(standardOutput),
  );
}

/**
 * Not pino's own destination: when a write fails, as on a full disk, that throws where nobody catches it and then tries
 * for ever at exit. Here what cannot be written is dropped, and mail goes on.
 */
function batch(descriptor: number): DestinationStream {
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
    if (leaving.length > 0) write(descriptor, leaving, onWritten);
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
  process.once('exit', () => writeLast(descriptor, Buffer.concat([leaving, Buffer.from(lines)])));
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

function writeLast(descriptor: number, octets: Buffer): void {
  try {
    for (let rest = octets; rest.length > 0; ) rest = rest.subarray(writeSync(descriptor, rest));
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
