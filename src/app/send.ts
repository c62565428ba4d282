import type { Exchange, OutgoingMessage } from '../cli/deps.ts';
import { connect } from '../smtp/client/client.ts';
import { encodeMailData } from '../smtp/wire/mail-data.ts';
import type { ReceivedReply } from '../smtp/wire/received-reply.ts';

/** Sends one message with our own client; gives each reply up to the last, or to the first that refuses. */
export async function send(message: OutgoingMessage): Promise<readonly Exchange[]> {
  const { host, port, clientName } = message;
  const session = await connect({ host, port, clientName, tls: 'none' });
  const exchanges: Exchange[] = [];
  const note = (command: Exchange['command'], { code, enhanced, text }: ReceivedReply): boolean => {
    const status = enhanced === undefined ? '' : `${enhanced} `;
    exchanges.push({
      command,
      code,
      enhanced,
      text: text.slice(text.startsWith(status) ? status.length : 0),
    });
    return code < 400;
  };
  const parameters = { size: undefined, body: undefined, smtpUtf8: false };
  const { mail, rcpt } = await session.open(message.reversePath, message.forwardPath, parameters);
  if (note('MAIL', mail) && rcpt !== undefined && note('RCPT', rcpt) && note('DATA', await session.data())) {
    await session.write(encodeMailData(Buffer.from(message.content)));
    note('.', await session.end());
  }
  await session.quit();
  return exchanges;
}
