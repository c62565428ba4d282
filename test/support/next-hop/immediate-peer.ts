// SPDX-License-Identifier: MIT
/**
 * A program: a next hop that answers each command as soon as it is read, in clear and under TLS. It tells its ports and its certificate
 * on standard output, and ends with its standard input. Run beside a client on one core, its replies are there before the client's event loop has gone on.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { selfSignedCertificate } from '../certificate.ts';

const certificate = selfSignedCertificate();
const secureContext = createSecureContext(certificate);
const greeting = '220 peer.example ESMTP\r\n';
const answers: Readonly<Record<string, string>> = {
  EHLO: '250-peer.example\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n',
  AUTH: '235 welcome\r\n',
  DATA: '354 go ahead\r\n',
  QUIT: '221 bye\r\n',
  STARTTLS: '220 go ahead\r\n',
};

function serve(socket: Socket): void {
  let rest = '';
  let isMailData = false;
  const take = (octets: Buffer): void => {
    rest += octets.toString('latin1');
    let answer = '';
    for (;;) {
      const terminator = isMailData ? '\r\n.\r\n' : '\r\n';
      const end = rest.indexOf(terminator);
      if (end === -1) break;
      const verb = isMailData ? '.' : (rest.slice(0, end).split(' ')[0] ?? '');
      rest = rest.slice(end + terminator.length);
      isMailData = verb === 'DATA';
      // The dot may be the first line.
      if (isMailData) rest = `\r\n${rest}`;
      answer += answers[verb] ?? '250 ok\r\n';
      if (verb === 'STARTTLS') {
        socket.off('data', take);
        socket.write(answer);
        serve(new TLSSocket(socket, { isServer: true, secureContext }));
        return;
      }
    }
    if (answer !== '') socket.write(answer);
  };
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.on('data', take);
}

const inClear = createServer({ noDelay: true }, (socket) => {
  socket.write(greeting);
  serve(socket);
});
const underTls = createServer({ noDelay: true }, (socket) => {
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  secured.write(greeting);
  serve(secured);
});
inClear.listen(0, '127.0.0.1', () =>
  underTls.listen(0, '127.0.0.1', () => {
    const [clearPort, tlsPort] = [inClear, underTls].map((server) => (server.address() as AddressInfo).port);
    process.stdout.write(`${JSON.stringify({ clearPort, tlsPort, ca: certificate.cert })}\n`);
  }),
);
process.stdin.resume().on('end', () => process.exit());
