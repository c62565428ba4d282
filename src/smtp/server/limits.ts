// SPDX-License-Identifier: MIT
/** What one server lets its clients take. Sizes in octets, durations in ms; `Infinity` lifts a limit. */
export interface ServerLimits {
  /** A command line with its CRLF. RFC 5321 §4.5.3.1.4 asks for 512, extensions for more. */
  readonly commandLineOctets: number;
  /** Swallowed of one refused command line before the connection is closed. */
  readonly discardedLineOctets: number;
  /**
   * A text line with its CRLF, without the dot added for transparency. RFC 5321 §4.5.3.1.6 promises 1000 octets and real mail
   * has attachments without line breaks; since lines are passed on and never held, none is too long that fits in a message.
   */
  readonly textLineOctets: number;
  /** Swallowed of a message after it was refused for what it holds, before the connection is closed. */
  readonly discardedMailDataOctets: number;
  /** Recipients of one transaction; at least 100 (RFC 5321 §4.5.3.1.8). */
  readonly recipients: number;
  /** Commands since the last accepted message; accepted recipients do not count. */
  readonly commandsWithoutProgress: number;
  /** Replies of 5xx in one session. */
  readonly errors: number;
  /** The same per minute in all sessions of one IPv4 address or one IPv6 /64; twice that of a /56, four times of a /48. */
  readonly errorsPerClient: number;
  /** Connections open at a time. */
  readonly connections: number;
  /** Connections open at a time from one IPv4 address or one IPv6 /64; twice that from a /56, four times from a /48. */
  readonly connectionsPerClient: number;
  /** From the last reply to the end of the next command line, however many octets trickle in meanwhile. */
  readonly commandTimeoutMs: number;
  /** The same without an accepted recipient while three quarters of the connections are taken. */
  readonly stressedCommandTimeoutMs: number;
  /** How long a connection must have been idle, without an accepted recipient, to give way to a new one when all are taken. */
  readonly idleBeforeGivingWayMs: number;
  /** From the connection, or the end of the last mail data, to the next command: whatever else the client says is no progress. */
  readonly progressTimeoutMs: number;
  /** From the connection to the last command; mail data that has begun may end. */
  readonly sessionTimeoutMs: number;
  /** From MAIL to the invitation of its mail data, however lively the client is meanwhile: it may hold what others want. */
  readonly transactionTimeoutMs: number;
  /** Between two pieces of mail data (RFC 5321 §4.5.3.2.5). */
  readonly mailDataIdleTimeoutMs: number;
  /** From 354 to the final dot, without the time in which we held the client back. */
  readonly mailDataTimeoutMs: number;
  /** Mean rate of mail data, octets per second, once the grace has passed; 0 lifts it. */
  readonly mailDataOctetsPerSecond: number;
  readonly mailDataRateGraceMs: number;
  /** From the connection of a proxy to the end of its PROXY header. */
  readonly proxyHeaderTimeoutMs: number;
  /** TLS handshake after STARTTLS. */
  readonly handshakeTimeoutMs: number;
  /** Replies that the client has not read. */
  readonly unreadRepliesOctets: number;
  /** Wait for the client to close its side once we have closed ours. */
  readonly lingerMs: number;
}

/** Limits where none are given. */
export const defaultLimits: ServerLimits = {
  commandLineOctets: 4096,
  discardedLineOctets: 65_536,
  textLineOctets: 2 ** 31 - 1,
  discardedMailDataOctets: 67_108_864,
  recipients: 1000,
  commandsWithoutProgress: 100,
  errors: 50,
  errorsPerClient: Number.POSITIVE_INFINITY,
  connections: 2000,
  connectionsPerClient: 50,
  commandTimeoutMs: 300_000,
  stressedCommandTimeoutMs: 10_000,
  idleBeforeGivingWayMs: 3_000,
  progressTimeoutMs: 900_000,
  sessionTimeoutMs: 7_200_000,
  transactionTimeoutMs: 900_000,
  mailDataIdleTimeoutMs: 180_000,
  mailDataTimeoutMs: 3_600_000,
  mailDataOctetsPerSecond: 256,
  mailDataRateGraceMs: 60_000,
  proxyHeaderTimeoutMs: 5_000,
  handshakeTimeoutMs: 30_000,
  unreadRepliesOctets: 262_144,
  lingerMs: 5_000,
};

/** The limits of a server. Throws `RangeError` for what is no limit at all, or less than RFC 5321 lets a server ask. */
export function withDefaults(limits: Partial<ServerLimits>): ServerLimits {
  const all = { ...defaultLimits, ...limits };
  for (const [name, value] of Object.entries(all)) {
    const isLifted = name === 'mailDataOctetsPerSecond' && value === 0;
    if (!(value > 0) && !isLifted) throw new RangeError(`limit ${name} must be a positive number`);
  }
  if (all.recipients < 100) throw new RangeError('limit recipients must be at least 100');
  if (all.commandLineOctets < 512) throw new RangeError('limit commandLineOctets must be at least 512');
  if (all.textLineOctets < 1000) throw new RangeError('limit textLineOctets must be at least 1000');
  return all;
}
