// SPDX-License-Identifier: MIT
/** Programs that ask the system for names, with a DNS server of the tests' own in place of the system's. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type DnsBehaviour, startDnsServer } from '../dns/dns-server.ts';

/** Starts a program in the foreground; it ends with the test, by its process id. */
export type Run = (command: string, args: readonly string[]) => void;

/** Where the programs look for names: the port is fixed by their libraries, so the address is one that nobody else has. */
export const nameServer = '127.0.77.53';

/** Answers from a table. What is run sees a resolv.conf of its own, in a mount namespace; needs to be root. */
export async function startNameService(
  t: TestContext,
  folder: string,
  table: Readonly<Record<string, DnsBehaviour>>,
): Promise<Run> {
  const server = await startDnsServer(table);
  t.after(() => server.close());
  await forward(t, Number(server.address.split(':')[1]));
  const file = join(folder, 'resolv.conf');
  writeFileSync(file, `nameserver ${nameServer}\noptions timeout:2 attempts:2\n`);
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  return (command, args) => {
    const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
    const child = spawn('unshare', ['-m', 'sh', '-c', script, file, command, ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const closed = once(child, 'close');
    t.after(() => {
      child.kill('SIGTERM');
      return closed;
    });
  };
}

/** From the port of DNS to that of the server. */
async function forward(t: TestContext, port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(53, nameServer);
  await once(socket, 'listening');
  t.after(() => socket.close());
  socket.on('message', (query, client) => {
    const asker = createSocket('udp4');
    asker.once('message', (answer) => {
      socket.send(answer, client.port, client.address);
      asker.close();
    });
    asker.send(query, port, '127.0.0.1');
  });
}
