// SPDX-License-Identifier: MIT
/** The ceiling of a refusal: Node's `net` and canned replies, one write per group of commands. Port in the first argument. */
import { createServer } from 'node:net';
import { loopback } from '../network.ts';

const replies: Readonly<Record<string, string>> = {
  E: '250-ceiling.test\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n',
  M: '250 2.1.0 Ok\r\n',
  R: '550 5.1.1 No such recipient\r\n',
  Q: '221 2.0.0 Bye\r\n',
};

createServer({ noDelay: true }, (socket) => {
  socket.write('220 ceiling.test ESMTP\r\n', 'latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (octets: Buffer) => {
    const commands = octets.toString('latin1');
    let answer = '';
    for (let at = 0; at >= 0; at = commands.indexOf('\n', at + 1))
      answer += replies[commands[at && at + 1] ?? ''] ?? '';
    if (answer.endsWith('Bye\r\n')) socket.end(answer, 'latin1');
    else socket.write(answer, 'latin1');
  });
}).listen(Number(process.argv[2]), loopback);
