// SPDX-License-Identifier: MIT
import type { EndedMessage } from '../alias/message-ending.ts';
import type { LogLevel } from '../config/setting-values.ts';
import type { SessionSummary } from '../smtp/server/session-types.ts';
import { writeInBatches } from './line-output.ts';
import { loggedError } from './logged-error.ts';
import { messageLine } from './message-line.ts';
import { sessionLine } from './session-line.ts';

const standardOutput = 1;
/** Maximum number of octets of one write that reach a pipe as one piece (PIPE_BUF). */
const wholeOctets = 4096;

/** Levels by number, as most programs that read such lines know them. */
const levels = {
  fatal: 60,
  error: 50,
  warn: 40,
  info: 30,
  debug: 20,
  trace: 10,
  silent: Number.POSITIVE_INFINITY,
} as const;
type Write = (fields: object | string, text?: string) => void;

/** Logs lines: fields with a text, or a text alone. A field `err` is an error; fields that are undefined are left out. */
export type Logger = Readonly<Record<'fatal' | 'error' | 'warn' | 'info', Write>>;

/** The log, with ways of their own for the lines that are written most often. */
export interface Log extends Logger {
  /** Logs a session that has ended, at level `info`. */
  readonly sessionEnded: (summary: SessionSummary) => void;
  /** Logs how a message ended, at level `info`. */
  readonly messageEnded: (message: EndedMessage) => void;
  /** Logs at level `debug`; absent where that is not logged. */
  readonly debug: Write | undefined;
}

/**
 * The program's log: JSON lines on standard output, written in batches; what is left at exit is written then. A worker names
 * itself in each line, and writes no more at once than the system keeps together, since others write to the same place.
 */
export function createLog(level: LogLevel, worker?: number): Log {
  const bindings = worker === undefined ? '' : `,"worker":${worker}`;
  const output = writeInBatches(
    standardOutput,
    worker === undefined ? Number.POSITIVE_INFINITY : wholeOctets,
  );
  const timestamp = isoTime();
  const head = (): string => timestamp() + bindings;
  const writeAt = (of: keyof typeof levels): Write => {
    if (levels[of] < levels[level]) return () => {};
    return (fields, text) => output.write(formatLine(levels[of], head(), fields, text));
  };
  const info = writeAt('info');
  const isInfo = levels.info >= levels[level];
  return {
    fatal: writeAt('fatal'),
    error: writeAt('error'),
    warn: writeAt('warn'),
    info,
    sessionEnded: (summary) => {
      if (isInfo) output.write(sessionLine(head(), summary));
    },
    debug: levels.debug >= levels[level] ? writeAt('debug') : undefined,
    messageEnded: (message) => {
      const { ending: event, reply, sessionId: session, messageId, nextHopId, octets, cause } = message;
      if (cause !== undefined)
        info({ event, reply: reply?.code, session, messageId, nextHopId, octets, err: cause }, 'message');
      else if (isInfo) output.write(messageLine(head(), message));
    },
  };
}

/** A line of the log. `head` is what each line has after its level: time and bindings, as JSON with a comma in front. */
export function formatLine(level: number, head: string, fields: object | string, text?: string): string {
  if (typeof fields === 'string') return `{"level":${level}${head},"msg":${JSON.stringify(fields)}}\n`;
  const logged = 'err' in fields ? { ...fields, err: loggedError(fields.err) } : fields;
  const rest = JSON.stringify({ ...logged, msg: text }).slice(1);
  return `{"level":${level}${head}${rest === '}' ? '' : ','}${rest}\n`;
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
