/** A client among attackers: asks again and again, from an address of its own, and is to be served all the while. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const dialogue =
  'EHLO client.example\r\nMAIL FROM:<a@shop.example>\r\nRCPT TO:<nobody@foreign.example>\r\nQUIT\r\n';
const served = /^220 [^\n]*\n(250-[^\n]*\n)*250 [^\n]*\n250 [^\n]*\n550 5\.7\.1 [^\n]*\n221 [^\n]*\n$/;

/** How a bystander fared. */
export interface Bystander {
  /** Stops asking, and gives the longest time that one dialogue took, ms. Rejects when one was not served. */
  stop(): Promise<number>;
}

/** Starts asking the server on a port of 127.0.0.1, from 127.0.0.3. */
export function startBystander(port: number): Bystander {
  const over = new AbortController();
  const asking = askUntil(over.signal, port);
  // Told by `stop`.
  asking.catch(() => undefined);
  return {
    stop: () => {
      over.abort();
      return asking;
    },
  };
}

async function askUntil(signal: AbortSignal, port: number): Promise<number> {
  let worstMs = 0;
  do {
    const startedAt = performance.now();
    const heard = await ask(port);
    worstMs = Math.max(worstMs, performance.now() - startedAt);
    if (!served.test(heard)) throw new Error(`a bystander was not served: ${heard}`);
    await sleep(20);
  } while (!signal.aborted);
  return worstMs;
}

async function ask(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.3' });
  let heard = '';
  socket.on('data', (octets) => {
    heard += octets;
  });
  socket.write(dialogue);
  await once(socket, 'close', { signal: AbortSignal.timeout(20_000) });
  return heard;
}
