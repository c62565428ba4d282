import type { OutgoingMessage, SmtpExchange } from '../cli/deps.ts';
import { connect } from '../smtp/client/client.ts';
import { type CommandReply, deliver } from '../smtp/client/deliver.ts';

/** Sends one message with our own client; gives each reply up to the last, or to the first that refuses. */
export async function send(message: OutgoingMessage): Promise<readonly SmtpExchange[]> {
  const { host, port, clientName, content, ...paths } = message;
  const session = await connect({ host, port, clientName, tls: 'none' });
  const { replies, lacks } = await deliver(session, { ...paths, content: Buffer.from(content) });
  await session.quit();
  if (lacks !== undefined) throw new Error(`the server does not offer ${lacks}, which this message needs`);
  return replies.map(toExchange);
}

function toExchange({ command, reply: { code, enhanced, text } }: CommandReply): SmtpExchange {
  const status = enhanced === undefined ? '' : `${enhanced} `;
  return { command, code, enhanced, text: text.slice(text.startsWith(status) ? status.length : 0) };
}
