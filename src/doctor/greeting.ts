// SPDX-License-Identifier: MIT
import { connect } from 'node:net';

const deadlineMs = 10_000;
const longestLineOctets = 1000;

/** Connects and gives the first line that the server says, without its end. Rejects with an error that has a `code`. */
export function askGreeting(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (): void => {
      clearTimeout(deadline);
      socket.destroy();
    };
    const give = (code: string): void => {
      end();
      reject(Object.assign(new Error('no greeting'), { code }));
    };
    const deadline = setTimeout(() => give('ETIMEDOUT'), deadlineMs);
    let said = '';
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      said += text;
      if (!said.includes('\n') && said.length < longestLineOctets) return;
      socket.write('QUIT\r\n');
      end();
      resolve(said.split(/\r?\n/, 1)[0] ?? '');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => give(error.code ?? 'ECONNRESET'));
    socket.on('close', () => give('ECONNRESET'));
  });
}
