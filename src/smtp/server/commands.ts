// SPDX-License-Identifier: MIT
import type { MailParameters, Path } from '../wire/envelope.ts';
import type { Reply } from '../wire/reply.ts';
import { type Command, parseMailArgument, parseRcptArgument } from './command.ts';
import type { SessionInfo } from './handler.ts';
import type { ServerLimits } from './limits.ts';
import { replies } from './replies.ts';

/** What MAIL has opened and RSET ends. */
export interface SessionTransaction {
  readonly smtpUtf8: boolean;
  /** Instant in ms. */
  readonly openedAt: number;
  /** Recipients accepted. */
  recipients: number;
}

/** What the meaning of a command depends on. */
export interface CommandState {
  readonly info: SessionInfo;
  readonly transaction: SessionTransaction | undefined;
  /** Whether octets have come in together with the command, behind it. */
  readonly hasMore: boolean;
  readonly offersTls: boolean;
  readonly maxMessageSize: number;
  readonly limits: ServerLimits;
}

/** What a session is to do about a command; `hangUp` answers and closes, `quit` too, after the client's last octet. */
export type Intent =
  | { readonly act: 'answer' | 'hangUp'; readonly reply: Reply }
  | { readonly act: 'greet'; readonly clientName: string; readonly isExtended: boolean }
  | { readonly act: 'mail'; readonly reversePath: Path; readonly parameters: MailParameters }
  | { readonly act: 'rcpt'; readonly forwardPath: Path }
  | { readonly act: 'data' | 'reset' | 'startTls' | 'quit' };

interface Row {
  readonly argument: 'none' | 'optional' | 'required';
  readonly proceed: (state: CommandState, argument: string) => Intent;
}

/**
 * What a command means in a session. Pure.
 *
 * | command | without transaction | in a transaction | with recipients |
 * |---------|---------------------|------------------|-----------------|
 * | MAIL    | opens it            | 503              | 503             |
 * | RCPT    | 503                 | adds a recipient | adds another    |
 * | DATA    | 503                 | 554              | mail data       |
 * | RSET    | 250                 | ends it          | ends it         |
 *
 * EHLO, HELO, STARTTLS and QUIT come at any time and end the transaction; the others change nothing.
 */
export function interpret(command: Command, state: CommandState): Intent {
  const row = table.get(command.verb);
  if (row === undefined) return answer(replies.unknownCommand);
  if (row.argument === 'none' && command.argument !== '') return answer(replies.argumentUnexpected);
  if (row.argument === 'required' && command.argument === '') return answer(replies.argumentMissing);
  return row.proceed(state, command.argument);
}

const table: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['EHLO', { argument: 'required', proceed: (_state, name) => greet(name, true) }],
  ['HELO', { argument: 'required', proceed: (_state, name) => greet(name, false) }],
  ['MAIL', { argument: 'optional', proceed: mail }],
  ['RCPT', { argument: 'optional', proceed: rcpt }],
  ['DATA', { argument: 'none', proceed: data }],
  ['RSET', { argument: 'none', proceed: () => ({ act: 'reset' }) }],
  ['NOOP', always('answer', replies.ok)],
  ['VRFY', { argument: 'required', proceed: () => answer(replies.cannotVerify) }],
  ['HELP', always('answer', replies.help)],
  ['STARTTLS', { argument: 'none', proceed: startTls }],
  ['QUIT', { argument: 'none', proceed: quit }],
  ...known('answer', replies.notImplemented, 'EXPN TURN SEND SOML SAML ETRN ATRN AUTH BDAT'),
  // A browser made to talk to us (cross-protocol attack): nothing that it says is to be taken for a command.
  ...known('hangUp', replies.notSmtp, 'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT PRI'),
]);

/** Deviates from RFC 5321 §4.1.1.1 because many clients do: any name is taken, for it serves the trace alone. */
function greet(clientName: string, isExtended: boolean): Intent {
  return { act: 'greet', clientName, isExtended };
}

/** Deviates from RFC 5321 §4.1.4 because some clients do: no greeting is asked for, and a session without one is as with HELO. */
function mail(state: CommandState, argument: string): Intent {
  if (state.transaction !== undefined) return answer(replies.nestedMail);
  const parsed = parseMailArgument(argument, state.info.isExtended);
  if ('code' in parsed) return answer(parsed);
  // RFC 1870 §6.1: what is declared too large is refused before it is sent.
  if ((parsed.parameters.size ?? 0) > state.maxMessageSize) return answer(replies.tooLarge);
  return { act: 'mail', ...parsed };
}

function rcpt({ transaction, limits }: CommandState, argument: string): Intent {
  if (transaction === undefined) return answer(replies.needsMail);
  const parsed = parseRcptArgument(argument, transaction.smtpUtf8);
  if ('code' in parsed) return answer(parsed);
  if (transaction.recipients >= limits.recipients) return answer(replies.tooManyRecipients);
  return { act: 'rcpt', forwardPath: parsed };
}

/** Whoever sends on without the reply to DATA would have mail data taken for commands when DATA is refused (RFC 2920 §3.1). */
function data({ transaction, hasMore }: CommandState): Intent {
  if (hasMore) return { act: 'hangUp', reply: replies.dataNotLast };
  if (transaction === undefined) return answer(replies.needsMail);
  if (transaction.recipients === 0) return answer(replies.needsRcpt);
  return { act: 'data' };
}

/** What was sent in clear behind STARTTLS must not be taken for what comes under TLS (RFC 3207 §6, CVE-2011-0411). */
function startTls({ info, offersTls, hasMore }: CommandState): Intent {
  if (info.tls !== undefined) return answer(replies.tlsActive);
  if (!offersTls) return answer(replies.notImplemented);
  if (hasMore) return { act: 'hangUp', reply: replies.startTlsNotLast };
  return { act: 'startTls' };
}

function quit({ hasMore }: CommandState): Intent {
  return hasMore ? { act: 'hangUp', reply: replies.bye } : { act: 'quit' };
}

function always(act: 'answer' | 'hangUp', reply: Reply): Row {
  const intent: Intent = { act, reply };
  return { argument: 'optional', proceed: () => intent };
}

function known(act: 'answer' | 'hangUp', reply: Reply, verbs: string): [string, Row][] {
  return verbs.split(' ').map((verb) => [verb, always(act, reply)]);
}

function answer(reply: Reply): Intent {
  return { act: 'answer', reply };
}
