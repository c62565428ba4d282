import pino, { type Logger } from 'pino';
import type { LogLevel } from './config/schema.ts';

/**
 * The program's log: JSON lines on standard output, written in batches. Errors are logged by kind and code alone,
 * since messages of libraries may quote what they were given (invariant I6).
 */
export function createLog(level: LogLevel): Logger {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 0 });
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: briefly } },
    destination,
  );
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

const ourErrors = new Set(['ClientError', 'StoreError', 'SmtpError']);
