import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config/schema.ts';

/** Lines wait for others until there is this much of them, in characters, or this long, ms: a write costs more than a line. */
const batchLength = 8192;
const batchMs = 100;

/**
 * The program's log: JSON lines on standard output, written in batches; what is left at exit is written then. Errors are
 * logged by kind and code alone, since messages of libraries may quote what they were given (invariant I6).
 */
export function createLog(level: LogLevel): Logger {
  return pino(
    { level, base: null, timestamp: isoTime(), serializers: { err: briefly } },
    batch(pino.destination({ dest: 1, sync: false })),
  );
}

/** Batches in front of pino's own, which measures what it has at each line. */
function batch(output: ReturnType<typeof pino.destination>): DestinationStream {
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (lines !== '') output.write(lines);
    lines = '';
  };
  process.once('exit', () => {
    flush();
    output.flushSync();
  });
  return {
    write(line) {
      lines += line;
      if (lines.length >= batchLength) flush();
      else if (timer === undefined) timer = setTimeout(flush, batchMs).unref();
    },
  };
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
