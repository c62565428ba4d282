// SPDX-License-Identifier: MIT
/** The next hop of every peer: takes every message, counts it and forgets it. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { serveParent } from '../child.ts';
import { loopback } from '../network.ts';
import type { SinkAnswer, SinkRequest } from './plan.ts';

const counted = { messages: 0, octets: 0, sessions: 0, cpu: process.cpuUsage() };
let octetsPerSecond = 0;
let onMessage = (): void => undefined;

const replies: Readonly<Record<string, string>> = {
  EHLO: '250-sink.test\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n',
  HELO: '250 sink.test\r\n',
  MAIL: '250 2.1.0 Ok\r\n',
  RCPT: '250 2.1.5 Ok\r\n',
  DATA: '354 Go ahead\r\n',
  RSET: '250 2.0.0 Ok\r\n',
  NOOP: '250 2.0.0 Ok\r\n',
  QUIT: '221 2.0.0 Bye\r\n',
};
/** The end of mail data and commands pipelined after it, at the end of what has arrived. */
const ending = /\r\n\.\r\n((?:[A-Z ]+\r\n)*)$/;
const endingOctets = 64;

const server = createServer({ noDelay: true }, serveSession).listen(0, loopback);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

serveParent(async (request: SinkRequest): Promise<SinkAnswer> => {
  if (request.kind === 'reset') {
    octetsPerSecond = request.octetsPerSecond;
    Object.assign(counted, { messages: 0, octets: 0, sessions: 0, cpu: process.cpuUsage() });
  } else if (request.kind === 'await') await arrival(request.messages, request.deadlineMs);
  const { user, system } = process.cpuUsage(counted.cpu);
  return { ...counted, port, cpuUs: user + system };
});

function arrival(messages: number, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      onMessage = () => undefined;
      resolve();
    };
    const timer = setTimeout(finish, deadlineMs);
    onMessage = () => {
      if (counted.messages >= messages) finish();
    };
    onMessage();
  });
}

function serveSession(socket: Socket): void {
  counted.sessions += 1;
  let isInMailData = false;
  let tail = '';
  const obey = (text: string): void => {
    let answer = '';
    const lines = (tail + text).split('\r\n');
    tail = lines.pop() ?? '';
    for (const line of lines) {
      const verb = line.slice(0, 4).toUpperCase();
      answer += replies[verb] ?? '500 5.5.1 What?\r\n';
      if (verb === 'DATA') isInMailData = true;
      if (verb === 'QUIT') return void socket.end(answer, 'latin1');
    }
    // RFC 5321 §4.1.1.4: an empty message begins with its final dot.
    if (isInMailData) tail = '\r\n';
    if (answer !== '') socket.write(answer, 'latin1');
  };
  const swallow = (octets: Buffer): void => {
    counted.octets += octets.length;
    const last = octets.toString('latin1', Math.max(0, octets.length - endingOctets));
    tail = octets.length < endingOctets ? (tail + last).slice(-endingOctets) : last;
    if (!tail.endsWith('\r\n')) return;
    const end = ending.exec(tail);
    if (end === null) return;
    const [, commands = ''] = end;
    counted.octets -= commands.length;
    counted.messages += 1;
    isInMailData = false;
    tail = '';
    socket.write('250 2.0.0 Ok: swallowed\r\n', 'latin1');
    onMessage();
    obey(commands);
  };
  socket.on('data', (octets: Buffer) => {
    if (isInMailData) swallow(octets);
    else obey(octets.toString('latin1'));
    if (octetsPerSecond === 0) return;
    socket.pause();
    setTimeout(() => socket.resume(), (octets.length / octetsPerSecond) * 1000);
  });
  socket.on('error', () => socket.destroy());
  socket.write('220 sink.test ESMTP\r\n', 'latin1');
}
