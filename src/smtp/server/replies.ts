// SPDX-License-Identifier: MIT
import { reply } from '../wire/reply.ts';

/**
 * Every reply that the engine itself sends, apart from the greeting and the reply to EHLO, which name the server. Code
 * and enhanced status (RFC 3463) say what the client can do; the rest is up to the handler.
 */
export const replies = {
  /** RFC 5321 §4.1.1.1; no enhanced status (RFC 2034 §4). */
  startMailData: reply(354, undefined, 'End data with <CR><LF>.<CR><LF>'),
  ok: reply(250, '2.0.0', 'OK'),
  help: reply(214, '2.0.0', 'EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP STARTTLS QUIT: see RFC 5321'),
  readyForTls: reply(220, '2.0.0', 'Ready to start TLS'),
  bye: reply(221, '2.0.0', 'Closing connection'),
  /** Discloses nothing (RFC 5321 §7.3). */
  cannotVerify: reply(252, '2.1.5', 'Cannot verify, but will take the message and attempt delivery'),

  unknownCommand: reply(500, '5.5.1', 'Command not recognized'),
  commandTooLong: reply(500, '5.5.2', 'Command line too long'),
  bareLineFeed: reply(500, '5.5.2', 'Command line must end in <CR><LF>'),
  badOctets: reply(500, '5.5.2', 'Command line has octets that are not allowed'),
  notImplemented: reply(502, '5.5.1', 'Command not implemented'),
  argumentMissing: reply(501, '5.5.4', 'Command needs an argument'),
  argumentUnexpected: reply(501, '5.5.4', 'Command takes no argument'),
  badMailSyntax: reply(501, '5.5.4', 'Syntax: MAIL FROM:<address> [parameters]'),
  badRcptSyntax: reply(501, '5.5.4', 'Syntax: RCPT TO:<address> [parameters]'),
  badReversePath: reply(501, '5.1.7', 'Bad sender address syntax'),
  badForwardPath: reply(501, '5.1.3', 'Bad recipient address syntax'),
  badParameter: reply(501, '5.5.4', 'Bad parameter syntax'),
  parameterNotImplemented: reply(504, '5.5.4', 'Parameter value not implemented'),
  unknownParameter: reply(555, '5.5.4', 'Parameter not recognized'),
  /** RFC 6531 §3.5. */
  needsSmtpUtf8: reply(553, '5.6.7', 'Non-ASCII address needs the SMTPUTF8 parameter'),

  needsMail: reply(503, '5.5.1', 'Send MAIL first'),
  nestedMail: reply(503, '5.5.1', 'Mail transaction already open'),
  needsRcpt: reply(554, '5.5.1', 'No valid recipients'),
  tlsActive: reply(503, '5.5.1', 'TLS already active'),
  /** RFC 2920 §3.1: DATA must be the last command of its group. */
  dataNotLast: reply(503, '5.5.1', 'Wait for the reply to DATA before sending more'),
  /** RFC 3207 §4.2: what came in clear must not be taken for what came under TLS. */
  startTlsNotLast: reply(503, '5.5.1', 'Wait for the reply to STARTTLS before sending more'),
  refusedClient: reply(503, '5.5.1', 'No service for this client'),

  tooLarge: reply(552, '5.3.4', 'Message too large'),
  tooManyRecipients: reply(452, '4.5.3', 'Too many recipients, send the rest in another transaction'),
  bareCr: reply(554, '5.6.0', 'Message refused: <CR> without <LF> in mail data'),
  bareLf: reply(554, '5.6.0', 'Message refused: <LF> without <CR> in mail data'),
  nul: reply(554, '5.6.0', 'Message refused: NUL in mail data'),
  lineTooLong: reply(554, '5.6.0', 'Message refused: line too long'),

  localError: reply(451, '4.3.0', 'Temporary local problem, try again later'),
  unavailable: reply(421, '4.3.0', 'Temporary local problem, closing connection'),
  shuttingDown: reply(421, '4.3.2', 'Service shutting down, try again later'),
  tooBusy: reply(421, '4.3.2', 'Too many connections, try again later'),
  tooManyFromClient: reply(421, '4.7.0', 'Too many connections from your address, try again later'),
  tooManyErrors: reply(421, '4.7.0', 'Too many errors, closing connection'),
  tooManyErrorsFromClient: reply(421, '4.7.0', 'Too many errors from your address, try again later'),
  tooManyCommands: reply(421, '4.7.0', 'Too many commands without a message, closing connection'),
  lineFlood: reply(421, '4.7.0', 'Endless command line, closing connection'),
  notSmtp: reply(421, '4.7.0', 'This is SMTP, closing connection'),
  timeout: reply(421, '4.4.2', 'Timeout, closing connection'),
  noProgress: reply(421, '4.4.2', 'No message for too long, closing connection'),
  gaveWay: reply(421, '4.3.2', 'Too many connections, idle ones are closed'),
  sessionTooLong: reply(421, '4.4.2', 'Session took too long, closing connection'),
  transactionTooLong: reply(421, '4.4.2', 'Transaction took too long, closing connection'),
  tooSlow: reply(421, '4.4.2', 'Mail data comes too slowly, closing connection'),
} as const;
