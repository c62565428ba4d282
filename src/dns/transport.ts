// SPDX-License-Identifier: MIT
/** Queries on their way to name servers and back: UDP, and TCP where an answer does not fit (RFC 7766). */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import {
  type DnsAnswer,
  DnsError,
  encodeQuery,
  hasId,
  isTruncated,
  maxAnswerOctets,
  parseAnswer,
  type Question,
  type RecordType,
} from './message.ts';

/** Where a name server is. */
export interface NameServer {
  readonly address: string;
  readonly port: number;
}

/** Who is asked, and for how long at most. */
export interface AskOptions {
  readonly servers: readonly NameServer[];
  /** One deadline over all tries. */
  readonly timeoutMs: number;
  /** Gives the query up when it fires. */
  readonly signal: AbortSignal;
}

/** How long an answer is waited for before the question is sent again, ms; a server that is away costs no more. */
const tryMs = 2_000;

/** `192.0.2.53`, `[::1]:5353` or `::1`, as Node and the configuration write name servers. */
export function parseNameServer(text: string): NameServer {
  const parts = /^\[(?<v6>.+)\]:(?<port>\d+)$|^(?<v4>[\d.]+):(?<port4>\d+)$/.exec(text)?.groups;
  if (parts === undefined) return { address: text, port: 53 };
  return { address: parts.v6 ?? parts.v4 ?? '', port: Number(parts.port ?? parts.port4) };
}

/** Asks the servers in turn, each a second time if it was silent. Rejects with the `DnsError` of the last. */
export async function ask<T extends RecordType>(
  question: Question<T>,
  { servers, timeoutMs, signal }: AskOptions,
): Promise<DnsAnswer<T>> {
  const deadlineAt = performance.now() + timeoutMs;
  const silent = new Set(servers);
  let failure = new DnsError('unreachable', 'no name server');
  for (const server of [...servers, ...servers]) {
    const leftMs = deadlineAt - performance.now();
    if (leftMs <= 0) break;
    if (!silent.delete(server)) continue;
    try {
      return await askOne(question, server, { timeoutMs: Math.min(tryMs, leftMs), signal });
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      failure = error;
      if (error.code === 'closed') break;
      if (error.code === 'timeout') silent.add(server);
    }
  }
  throw failure;
}

interface TryLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function askOne<T extends RecordType>(
  question: Question<T>,
  server: NameServer,
  limits: TryLimits,
): Promise<DnsAnswer<T>> {
  // Port and id are random, and nobody but the server is listened to: RFC 5452 §9.
  const id = randomInt(0x1_0000);
  const query = encodeQuery(id, question);
  const octets = await byUdp(query, id, server, limits);
  return parseAnswer(isTruncated(octets) ? await byTcp(query, id, server, limits) : octets, question);
}

function byUdp(query: Buffer, id: number, { address, port }: NameServer, limits: TryLimits): Promise<Buffer> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  return settle(limits, {
    start: (resolve, reject) => {
      socket.on('error', () => reject(new DnsError('unreachable')));
      socket.on('message', (octets) => hasId(octets, id) && resolve(octets));
      socket.on('connect', () => socket.send(query, () => undefined));
      socket.connect(port, address);
    },
    end: () => socket.close(),
  });
}

function byTcp(query: Buffer, id: number, { address, port }: NameServer, limits: TryLimits): Promise<Buffer> {
  const socket = connect({ host: address, port, noDelay: true });
  let received = Buffer.alloc(0);
  return settle(limits, {
    start: (resolve, reject) => {
      socket.on('error', () => reject(new DnsError('unreachable')));
      socket.on('close', () => reject(new DnsError('unreachable')));
      socket.on('data', (octets) => {
        received = Buffer.concat([received, octets]);
        const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
        if (received.length >= 2 && length > maxAnswerOctets) reject(new DnsError('excess'));
        if (received.length < length + 2) return;
        const message = received.subarray(2, length + 2);
        if (hasId(message, id)) resolve(message);
        else reject(new DnsError('garbage'));
      });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.length);
      socket.write(Buffer.concat([length, query]));
    },
    end: () => socket.destroy(),
  });
}

interface Attempt {
  start(resolve: (octets: Buffer) => void, reject: (error: DnsError) => void): void;
  /** Called once, whatever came of it. */
  end(): void;
}

function settle({ timeoutMs, signal }: TryLimits, { start, end }: Attempt): Promise<Buffer> {
  let giveUp = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Buffer>((resolve, reject) => {
    giveUp = () => reject(new DnsError('closed'));
    // A busy event loop comes to its timers first: an answer that is there by then is read before it is given up.
    timer = setTimeout(() => setImmediate(reject, new DnsError('timeout')), timeoutMs);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    else start(resolve, reject);
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    end();
  });
}
