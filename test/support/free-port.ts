// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const first = 12_000;
const blocks = 200;
const blockPorts = 100;

/** The ports of this process that were not given yet. */
const left: number[] = [];
let taking: Promise<void> | undefined;

/**
 * A port of loopback that nobody has, and that no other process which asks here is given, also while whoever gets it has not
 * bound it yet, or starts again. The system gives none of these to outgoing connections, which would take one of its own
 * choice away between two starts of a server.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = left.pop();
    if (port === undefined) {
      taking ??= takeBlock();
      await taking;
      continue;
    }
    const release = await hold(port);
    if (release === undefined) continue;
    await release();
    return port;
  }
}

/** Takes a hundred ports for this process: whoever holds the first one has the others. */
async function takeBlock(): Promise<void> {
  let start: number;
  do start = first + blockPorts * randomInt(blocks);
  while ((await hold(start)) === undefined);
  for (let port = start + 1; port < start + blockPorts; port++) left.push(port);
  taking = undefined;
}

/** Listens on a port as long as the process lives, without keeping it alive; gives what ends it, nothing when the port is taken. */
async function hold(port: number): Promise<(() => Promise<unknown>) | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return undefined;
  server.unref();
  return () => {
    const closed = once(server, 'close');
    server.close();
    return closed;
  };
}
