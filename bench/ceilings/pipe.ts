// SPDX-License-Identifier: MIT
/** The ceiling of forwarding: Node joins each connection to one with the sink. Ports in the first two arguments. */
import { connect, createServer } from 'node:net';
import { loopback } from '../network.ts';

const [port, sinkPort] = process.argv.slice(2).map(Number);
if (sinkPort === undefined) throw new Error('two ports are needed');

createServer({ noDelay: true }, (client) => {
  const nextHop = connect({ port: sinkPort, host: loopback, noDelay: true });
  client.on('error', () => nextHop.destroy());
  nextHop.on('error', () => client.destroy());
  client.pipe(nextHop).pipe(client);
}).listen(port, loopback);
