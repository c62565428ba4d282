// SPDX-License-Identifier: MIT
import { CommandError, type OutgoingMessage, type SmtpExchange } from '../cli/deps.ts';
import { connect } from '../smtp/client/client.ts';
import { deliver } from '../smtp/client/deliver.ts';
import { ClientError } from '../smtp/client/error.ts';

/** Sends one message with our own client; gives each reply up to the last, or to the first that refuses. */
export async function send(message: OutgoingMessage): Promise<readonly SmtpExchange[]> {
  const { host, port, clientName, content, ...paths } = message;
  try {
    const session = await connect({ host, port, clientName, tls: 'none' });
    const { replies, lacks } = await deliver(session, { ...paths, content: Buffer.from(content) });
    await session.quit();
    if (lacks !== undefined)
      throw new CommandError(`the server does not offer ${lacks}, which this message needs`);
    return replies.map(({ command, reply: { code, enhanced, text } }) => ({ command, code, enhanced, text }));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new CommandError(describe(error, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`), {
      cause: error,
    });
  }
}

/** What went wrong, for whoever named the server or runs it: to this command it is no next hop. */
function describe({ phase, reply, failure, detail }: ClientError, server: string): string {
  const why = detail === undefined ? '' : ` (${detail})`;
  if (phase === 'lookup' || phase === 'connect')
    return `no SMTP server answers at ${server}${why}; start one with: mayfly serve, or name another one with --smtp`;
  if (reply !== undefined) return `the SMTP server at ${server} answered ${reply.code} at ${phase}`;
  return failure === 'timeout'
    ? `the SMTP server at ${server} did not answer in time, at ${phase}${why}`
    : `the session with the SMTP server at ${server} failed at ${phase}${why}`;
}
