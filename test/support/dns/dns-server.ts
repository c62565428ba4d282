// SPDX-License-Identifier: MIT
/** A DNS server of the tests' own on a port of loopback, UDP and TCP: answers from a table, wrongly, or not at all. RFC 1035. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv4, type Server } from 'node:net';

/** What a name has. A name that has nothing of the type asked for gives an empty answer. */
export interface DnsRecords {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly TXT?: readonly string[];
  readonly MX?: readonly { readonly exchange: string; readonly priority: number }[];
  readonly PTR?: readonly string[];
  readonly TLSA?: readonly TlsaData[];
  /** The name that has the records in place of this one; followed as a recursive server does, loops too. */
  readonly CNAME?: string;
  /** Seconds; default 300. */
  readonly ttl?: number;
  /** Seconds that an answer without records holds, by a SOA record; none by default. */
  readonly negativeTtl?: number;
  /** Says that DNSSEC vouches for the answer. */
  readonly isAuthentic?: boolean;
  /** An answer by UDP comes so late, ms. */
  readonly delayMs?: number;
  /** Says by UDP that the answer does not fit. */
  readonly isTruncated?: boolean;
}

interface TlsaData {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly certificate: Buffer;
}

/** How a name is answered: with its records, with an error, wrongly, or never. `another`: to another question. */
export type DnsBehaviour =
  | DnsRecords
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'silent'
  | 'garbage'
  | 'another';

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
  const behaviourOf: BehaviourOf = (name) => behaviours.get(name) ?? behaviours.get('*') ?? 'nxdomain';
  const answer = (message: Buffer, transport: 'UDP' | 'TCP'): Buffer | undefined => {
    const question = parseQuestion(message);
    queries.push(`${question.type} ${question.name}${transport === 'TCP' ? ' by TCP' : ''}`);
    const behaviour = behaviourOf(question.name);
    if (behaviour === 'silent') return undefined;
    const isCut = transport === 'UDP' && typeof behaviour !== 'string' && behaviour.isTruncated === true;
    return answerTo(message, question, isCut ? 'truncated' : behaviourOf);
  };
  const { socket, server } = await bindBoth();
  socket.on('message', (message, client) => {
    const octets = answer(message, 'UDP');
    const behaviour = behaviourOf(parseQuestion(message).name);
    const delayMs = (typeof behaviour !== 'string' && behaviour.delayMs) || 0;
    if (octets === undefined) return;
    if (delayMs === 0) send(socket, client, octets);
    else setTimeout(() => send(socket, client, octets), delayMs).unref();
  });
  server.on('connection', (connection) => {
    connection.on('error', () => undefined);
    // A query comes in one piece on loopback.
    connection.on('data', (octets) => {
      const reply = answer(octets.subarray(2), 'TCP');
      if (reply !== undefined)
        connection.end(Buffer.concat([Buffer.of(reply.length >> 8, reply.length & 0xff), reply]));
    });
  });
  let closing: Promise<void> | undefined;
  return {
    address: `127.0.0.1:${socket.address().port}`,
    queries,
    set: (name, behaviour) => void behaviours.set(name, behaviour),
    async close() {
      closing ??= (async () => {
        const closed = Promise.all([once(socket, 'close'), once(server, 'close')]);
        socket.close();
        server.close();
        await closed;
      })();
      await closing;
    },
  };
}

type BehaviourOf = (name: string) => DnsBehaviour;

/** One port number for both transports; another one when TCP has it already. */
async function bindBoth(): Promise<{ socket: Socket; server: Server }> {
  for (;;) {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const server = createServer();
    server.listen(socket.address().port, '127.0.0.1');
    const isListening = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (isListening) return { socket, server };
    socket.close();
  }
}

interface Question {
  readonly name: string;
  readonly type: string;
  /** Where the question section ends in the message. */
  readonly end: number;
}

const headerOctets = 12;
const typeCodes: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  TLSA: 52,
};

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

function answerTo(query: Buffer, question: Question, how: BehaviourOf | 'truncated'): Buffer {
  const behaviour = how === 'truncated' ? {} : how(question.name);
  if (behaviour === 'garbage')
    return Buffer.concat([query.subarray(0, 2), Buffer.from('8180ffffffffffffffffc00c', 'hex')]);
  const records = typeof behaviour === 'string' || how === 'truncated' ? [] : recordsOf(question, how);
  const soa =
    typeof behaviour !== 'string' && records.length === 0 && behaviour.negativeTtl !== undefined
      ? [encodeRecord(question.name, 'SOA', { data: encodeSoa(behaviour.negativeTtl), ttl: 3600 })]
      : [];
  const header = Buffer.alloc(headerOctets);
  query.copy(header, 0, 0, 2);
  // Response, authoritative, recursion desired and available; what DNSSEC says; the error code.
  const error = behaviour === 'nxdomain' ? 3 : behaviour === 'servfail' ? 2 : behaviour === 'refused' ? 5 : 0;
  const isAuthentic = typeof behaviour !== 'string' && behaviour.isAuthentic === true;
  header.writeUInt16BE(0x8580 | (how === 'truncated' ? 0x200 : 0) | (isAuthentic ? 0x20 : 0) | error, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt16BE(soa.length, 8);
  const asked =
    behaviour === 'another'
      ? Buffer.concat([encodeName(`not.${question.name}`), query.subarray(question.end - 4, question.end)])
      : query.subarray(headerOctets, question.end);
  return Buffer.concat([header, asked, ...records, ...soa]);
}

/** The records of a name, CNAMEs first; a chain that bites its tail is given once around. */
function recordsOf(
  { name, type }: Question,
  behaviourOf: BehaviourOf,
  seen: readonly string[] = [],
): Buffer[] {
  const behaviour = behaviourOf(name);
  if (typeof behaviour === 'string' || seen.includes(name)) return [];
  const { ttl = 300, CNAME } = behaviour;
  if (CNAME === undefined)
    return dataOf(type, behaviour).map((data) => encodeRecord(name, type, { data, ttl }));
  const alias = encodeRecord(name, 'CNAME', { data: encodeName(CNAME), ttl });
  return [alias, ...recordsOf({ name: CNAME, type, end: 0 }, behaviourOf, [...seen, name])];
}

function encodeRecord(name: string, type: string, { data, ttl }: { data: Buffer; ttl: number }): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(typeCodes[type] ?? 0, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt32BE(ttl, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), head, data]);
}

function encodeSoa(minimum: number): Buffer {
  const numbers = Buffer.alloc(20);
  numbers.writeUInt32BE(minimum, 16);
  return Buffer.concat([encodeName('ns.example'), encodeName('root.example'), numbers]);
}

function dataOf(
  type: string,
  { A = [], AAAA = [], TXT = [], MX = [], PTR = [], TLSA = [] }: DnsRecords,
): Buffer[] {
  if (type === 'A') return A.map(encodeAddress);
  if (type === 'AAAA') return AAAA.map(encodeAddress);
  if (type === 'PTR') return PTR.map(encodeName);
  if (type === 'TXT')
    return TXT.map((text) => Buffer.concat(text.match(/.{1,255}/gs)?.map(encodeString) ?? []));
  if (type === 'TLSA')
    return TLSA.map(({ usage, selector, matchingType, certificate }) =>
      Buffer.concat([Buffer.of(usage, selector, matchingType), certificate]),
    );
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
