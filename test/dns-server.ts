/** A DNS server of the tests' own on a UDP port of loopback: answers from a table, or not at all. RFC 1035. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** What a name has. A name that has nothing of the type asked for gives an empty answer. */
export interface DnsRecords {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly TXT?: readonly string[];
  readonly MX?: readonly { readonly exchange: string; readonly priority: number }[];
  /** Seconds; default 300. */
  readonly ttl?: number;
}

/** How a name is answered: with its records, with an error, never, or with octets that are no answer. */
export type DnsBehaviour = DnsRecords | 'nxdomain' | 'servfail' | 'refused' | 'silent' | 'garbage';

/** A running server. */
export interface DnsServer {
  /** `address:port`, as resolvers take it. */
  readonly address: string;
  /** Every question so far, such as `A 2.0.0.127.bl.example`; names in lower case. */
  readonly queries: readonly string[];
  /** From now on a name behaves so; `*` stands for every name that has no entry of its own, at first `nxdomain`. */
  set(name: string, behaviour: DnsBehaviour): void;
  close(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startDnsServer(table: Readonly<Record<string, DnsBehaviour>> = {}): Promise<DnsServer> {
  const behaviours = new Map(Object.entries(table));
  const queries: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, client) => {
    const question = parseQuestion(message);
    queries.push(`${question.type} ${question.name}`);
    const behaviour = behaviours.get(question.name) ?? behaviours.get('*') ?? 'nxdomain';
    if (behaviour !== 'silent') send(socket, client, answerTo(message, question, behaviour));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    queries,
    set: (name, behaviour) => void behaviours.set(name, behaviour),
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

interface Question {
  readonly name: string;
  readonly type: string;
  /** Where the question section ends in the message. */
  readonly end: number;
}

const headerOctets = 12;
const typeCodes: Readonly<Record<string, number>> = { A: 1, MX: 15, TXT: 16, AAAA: 28 };
const errorCodes = { nxdomain: 3, servfail: 2, refused: 5 };

function parseQuestion(message: Buffer): Question {
  const labels: string[] = [];
  let at = headerOctets;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = message.readUInt16BE(at + 1);
  const type = Object.keys(typeCodes).find((name) => typeCodes[name] === code) ?? `TYPE${code}`;
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
}

function answerTo(query: Buffer, question: Question, behaviour: Exclude<DnsBehaviour, 'silent'>): Buffer {
  if (behaviour === 'garbage') return Buffer.concat([query.subarray(0, 2), Buffer.alloc(40, 0xc1)]);
  const records = typeof behaviour === 'string' ? [] : recordsOf(question, behaviour);
  const header = Buffer.alloc(headerOctets);
  query.copy(header, 0, 0, 2);
  // Response, authoritative, recursion desired and available; the error code.
  header.writeUInt16BE(0x8580 | (typeof behaviour === 'string' ? errorCodes[behaviour] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(headerOctets, question.end), ...records]);
}

function recordsOf({ type }: Question, records: DnsRecords): Buffer[] {
  const { ttl = 300 } = records;
  return dataOf(type, records).map((data) => {
    const head = Buffer.alloc(12);
    // The name is that of the question.
    head.writeUInt16BE(0xc000 | headerOctets, 0);
    head.writeUInt16BE(typeCodes[type] ?? 0, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(ttl, 6);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
}

function dataOf(type: string, { A = [], AAAA = [], TXT = [], MX = [] }: DnsRecords): Buffer[] {
  if (type === 'A') return A.map(encodeAddress);
  if (type === 'AAAA') return AAAA.map(encodeAddress);
  if (type === 'TXT')
    return TXT.map((text) => Buffer.concat(text.match(/.{1,255}/gs)?.map(encodeString) ?? []));
  if (type !== 'MX') return [];
  return MX.map(({ priority, exchange }) =>
    Buffer.concat([Buffer.of(priority >> 8, priority & 0xff), encodeName(exchange)]),
  );
}

function encodeString(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'latin1')]);
}

function encodeName(name: string): Buffer {
  return Buffer.concat([...name.split('.').filter(Boolean).map(encodeString), Buffer.of(0)]);
}

function encodeAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function send(socket: Socket, client: RemoteInfo, answer: Buffer): void {
  // A client that has given up meanwhile is no fault of the test.
  socket.send(answer, client.port, client.address, () => undefined);
}
