// SPDX-License-Identifier: MIT
/** A plain SMTP client of the tests' own: says lines, reads replies, knows nothing of the code under test. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ReplyReader } from './reply-reader.ts';

/** One connection as an originator sees it. */
export class Dialogue {
  readonly #socket: Socket;
  readonly #heard: ReplyReader;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay(true);
    this.#heard = new ReplyReader(socket);
  }

  /** Everything that was ever received. */
  get transcript(): string {
    return this.#heard.transcript;
  }

  /** Connects, from an address of loopback, says the header of a proxy if there is one, and reads the greeting. */
  static async open(port: number, localAddress = '127.0.0.1', proxyHeader = ''): Promise<Dialogue> {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    await once(socket, 'connect');
    socket.write(proxyHeader);
    const dialogue = new Dialogue(socket);
    await dialogue.reply();
    return dialogue;
  }

  /** Connects, greets, and opens a transaction with one recipient; gives the replies to MAIL and RCPT. */
  static async envelope(
    port: number,
    recipient: string,
    sender = 'shop@shop.example',
  ): Promise<[Dialogue, string]> {
    const dialogue = await Dialogue.open(port);
    await dialogue.say('EHLO client.example');
    await dialogue.say(`MAIL FROM:<${sender}>`);
    return [dialogue, await dialogue.say(`RCPT TO:<${recipient}>`)];
  }

  /** Writes octets as they are; resolves when there is room for more, or nobody to take them. */
  async write(octets: string | Buffer): Promise<void> {
    if (this.#heard.isClosed || this.#socket.write(octets)) return;
    const over = new AbortController();
    const { signal } = over;
    const drained = once(this.#socket, 'drain', { signal });
    await Promise.race([drained, once(this.#socket, 'close', { signal })]).catch(() => undefined);
    over.abort();
    drained.catch(() => undefined);
  }

  /** Says a command line and gives the whole reply; `closed` when the connection ended instead. */
  async say(line: string): Promise<string> {
    await this.write(`${line}\r\n`);
    return this.reply();
  }

  /** Sends a message after DATA, the dot after `beforeDot`; gives the reply to the dot, or to DATA if that was refused. */
  async message(mailData: string | Buffer, beforeDot?: () => Promise<void>): Promise<string> {
    const invited = await this.say('DATA');
    if (!invited.startsWith('354')) return invited;
    await this.write(mailData);
    await beforeDot?.();
    return this.say('\r\n.'.slice(String(mailData).endsWith('\r\n') ? 2 : 0));
  }

  /** The next reply, all its lines, without the last CRLF; `closed` when the connection ended instead. */
  reply(): Promise<string> {
    return this.#heard.reply();
  }

  /** Resolves when the server has closed. */
  closed(): Promise<void> {
    return this.#heard.closed();
  }

  /** Hangs up without a word. */
  drop(): void {
    this.#socket.destroy();
  }
}
