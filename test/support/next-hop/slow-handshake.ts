// SPDX-License-Identifier: MIT
/**
 * A program for a worker thread: listens at the address and port given and answers no handshake, since its queue of connections
 * is full and nobody takes any from it. Once `gate` is opened, it greets whoever comes as an SMTP server does.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { host, port, gate } = workerData as {
  host: string;
  port: number;
  gate: Int32Array<SharedArrayBuffer>;
};
const server = createServer((socket) => {
  socket.on('error', () => undefined).on('end', () => socket.end());
  socket.on('data', () => socket.write('250 hop.example\r\n'));
  socket.write('220 hop.example\r\n');
});
server.listen({ host, port, backlog: 1 });
await once(server, 'listening');
const chosen = (server.address() as AddressInfo).port;
// The queue holds one more than it says.
for (let count = 0; count < 4; count += 1) connect(chosen, host).on('error', () => undefined);
// They connect at the end of this tick, and nothing is accepted before the next turn of the event loop.
await new Promise(process.nextTick);
parentPort?.postMessage(chosen);
Atomics.wait(gate, 0, 0);
