// SPDX-License-Identifier: MIT
/** Reads what an SMTP server says on a socket, for whoever tests with one; knows nothing of the code under test. */
import type { Socket } from 'node:net';

/** Only a fault waits so long, however busy the machine is. */
const deadlineMs = 60_000;

export class ReplyReader {
  /** Everything that was ever received, in latin1. */
  transcript = '';
  #at = 0;
  #isClosed = false;
  #wake: () => void = () => {};

  /** To be made before anything is lost: when the socket connects, or earlier. */
  constructor(socket: Socket) {
    socket.on('data', (octets: Buffer) => {
      this.transcript += octets.toString('latin1');
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Whether the connection has ended. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What has come and was not read yet. */
  get unread(): string {
    return this.transcript.slice(this.#at);
  }

  /** The next line without its CRLF; undefined when the connection ended instead. Rejects after a minute. */
  async line(): Promise<string | undefined> {
    const deadlineAt = performance.now() + deadlineMs;
    for (;;) {
      const end = this.transcript.indexOf('\r\n', this.#at);
      if (end !== -1) {
        const line = this.transcript.slice(this.#at, end);
        this.#at = end + 2;
        return line;
      }
      if (this.#isClosed) return undefined;
      await this.#more(deadlineAt);
    }
  }

  /** The next reply, all its lines, without the last CRLF; `closed` when the connection ended instead. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.line();
      if (line === undefined) return 'closed';
      lines.push(line);
      if (/^\d{3}(?: |$)/.test(line)) return lines.join('\r\n').trimEnd();
    }
  }

  /** Resolves when the connection has ended. */
  async closed(): Promise<void> {
    const deadlineAt = performance.now() + deadlineMs;
    while (!this.#isClosed) await this.#more(deadlineAt);
  }

  #more(deadlineAt: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no reply; so far:\n${this.transcript}`)),
        Math.max(0, deadlineAt - performance.now()),
      );
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
