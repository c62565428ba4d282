// SPDX-License-Identifier: MIT
import type { ReceivedReply } from '../wire/received-reply.ts';
import { isPositive } from '../wire/reply.ts';
import { ClientConnection } from './connection.ts';
import { ClientError, type ClientPhase } from './error.ts';
import { ConnectedSession } from './session.ts';
import type { ClientFailure, ClientOptions } from './types.ts';

/** Deadline over a whole set-up where none is given. */
export const defaultSetupTimeoutMs = 30_000;

/**
 * Opens a session: connect, greeting, EHLO or HELO, STARTTLS, AUTH, all under one deadline. Rejects with `ClientError`.
 * Opportunistic TLS verifies no certificate, and when STARTTLS fails or takes half of the time left, connects again in clear. Credentials go out only
 * under TLS or to a loopback address.
 */
export async function connect(options: ClientOptions): Promise<ConnectedSession> {
  const deadlineAt = performance.now() + (options.setupTimeoutMs ?? defaultSetupTimeoutMs);
  try {
    return await setUp(options, deadlineAt);
  } catch (error) {
    if (options.tls !== 'opportunistic' || !isTlsTrouble(error)) throw error;
    return setUp({ ...options, tls: 'none' }, deadlineAt);
  }
}

/** Octets that nobody asked for (`protocol`) are an attack and not trouble: RFC 3207 §6, response injection. */
function isTlsTrouble(error: unknown): boolean {
  if (!(error instanceof ClientError)) return false;
  if (error.phase === 'handshake') return true;
  return error.phase === 'starttls' && error.failure !== 'protocol';
}

async function setUp(options: ClientOptions, deadlineAt: number): Promise<ConnectedSession> {
  const connection = new ClientConnection(options);
  connection.setDeadline(Math.max(1, deadlineAt - performance.now()));
  const giveUp = (): void => connection.fail('lost', { detail: 'ended by us' });
  options.signal?.addEventListener('abort', giveUp);
  try {
    if (options.signal?.aborted) giveUp();
    const greeting = await exchange(connection, '', 'greeting');
    if (!isPositive(greeting)) throw new ClientError('refused', 'greeting', { reply: greeting });
    const inClear = await greet(connection, options);
    // A server that stalls in STARTTLS leaves time to connect again in clear.
    const leftMs = deadlineAt - performance.now();
    if (options.tls === 'opportunistic') connection.setDeadline(Math.max(1, leftMs / 2));
    const isSecured = await startTls(connection, options, inClear);
    connection.setDeadline(Math.max(1, deadlineAt - performance.now()));
    const extensions = isSecured ? await greet(connection, options) : inClear;
    if (options.auth !== undefined) await authenticate(connection, options.auth, extensions);
    if (connection.error !== undefined) throw connection.error;
    connection.clearDeadline();
    return new ConnectedSession(connection, extensions, options);
  } catch (error) {
    giveUp();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
}

/** EHLO, or HELO where that is refused (RFC 5321 §3.2): the extensions on offer. */
async function greet(
  connection: ClientConnection,
  options: ClientOptions,
): Promise<ReadonlyMap<string, string>> {
  const ehlo = await exchange(connection, `EHLO ${options.clientName}\r\n`, 'ehlo');
  if (isPositive(ehlo)) return parseExtensions(ehlo);
  const helo = ehlo.code < 500 ? ehlo : await exchange(connection, `HELO ${options.clientName}\r\n`, 'ehlo');
  if (!isPositive(helo)) throw new ClientError('refused', 'ehlo', { reply: helo });
  return new Map();
}

/** The first line of the reply to EHLO names the server; each other line is a keyword and its parameters. */
function parseExtensions(ehlo: ReceivedReply): ReadonlyMap<string, string> {
  const extensions = new Map<string, string>();
  for (const line of ehlo.text.split('\n').slice(1)) {
    const [keyword = '', ...parameters] = line.trim().split(/ +/);
    if (keyword !== '') extensions.set(keyword.toUpperCase(), parameters.join(' '));
  }
  return extensions;
}

/** STARTTLS where it is wanted and offered; whether the session is now under TLS and must be greeted again. */
async function startTls(
  connection: ClientConnection,
  options: ClientOptions,
  extensions: ReadonlyMap<string, string>,
): Promise<boolean> {
  const isRequired = options.tls === 'required';
  if (options.tls !== 'opportunistic' && !isRequired) return false;
  if (!extensions.has('STARTTLS')) {
    if (isRequired) throw new ClientError('tls', 'starttls', { detail: 'not offered' });
    return false;
  }
  const answer = await exchange(connection, 'STARTTLS\r\n', 'starttls');
  if (isPositive(answer)) {
    await connection.secure(options);
    return true;
  }
  if (isRequired) throw new ClientError('tls', 'starttls', { reply: answer });
  if (answer.code === 421) throw new ClientError('refused', 'starttls', { reply: answer });
  return false;
}

/** AUTH PLAIN (RFC 4616), else LOGIN. */
async function authenticate(
  connection: ClientConnection,
  auth: { readonly user: string; readonly password: string },
  extensions: ReadonlyMap<string, string>,
): Promise<void> {
  if (!connection.isEncrypted && !connection.isLoopback)
    throw new ClientError('auth', 'auth', { detail: 'no TLS' });
  const mechanisms = (extensions.get('AUTH') ?? '').toUpperCase().split(' ');
  const steps = mechanisms.includes('PLAIN')
    ? [`AUTH PLAIN ${base64(`\0${auth.user}\0${auth.password}`)}`]
    : mechanisms.includes('LOGIN')
      ? ['AUTH LOGIN', base64(auth.user), base64(auth.password)]
      : [];
  if (steps.length === 0) throw new ClientError('auth', 'auth', { detail: 'no common mechanism' });
  let reply: ReceivedReply | undefined;
  for (const step of steps) {
    if (reply !== undefined && reply.code !== 334) break;
    reply = await exchange(connection, `${step}\r\n`, 'auth');
  }
  if (reply?.code !== 235) throw new ClientError('auth', 'auth', { reply });
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** One command under the deadline of the set-up. */
async function exchange(
  connection: ClientConnection,
  command: string,
  phase: ClientPhase,
): Promise<ReceivedReply> {
  const [reply] = await connection.exchange(command, [phase]);
  if (reply === undefined) throw new ClientError('lost' satisfies ClientFailure, phase);
  return reply;
}
