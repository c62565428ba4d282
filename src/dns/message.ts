// SPDX-License-Identifier: MIT
/** DNS messages as a stub resolver has them: a question, and what an answer to it says. Octets are `dns-packet`'s work. */

import { type Answer as AnswerRecord, AUTHENTIC_DATA, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { SafeError } from '../base/safe-error.ts';
import { countLabels } from './label-count.ts';

/** A TLSA record (RFC 6698 §2.1), its numbers as they came. */
interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly certificate: Uint8Array;
}

/** What a record of a type holds; names without the last dot, in lower case. The root is the empty name. */
export interface RecordTypes {
  readonly A: string;
  readonly AAAA: string;
  readonly MX: { readonly exchange: string; readonly preference: number };
  /** The strings of a record joined to one. */
  readonly TXT: string;
  readonly TLSA: TlsaRecord;
  readonly NS: string;
  readonly CNAME: string;
  readonly PTR: string;
}

/** A type of record that can be asked for. */
export type RecordType = keyof RecordTypes;

/** One question in one message. */
export interface Question<T extends RecordType = RecordType> {
  /** In ASCII, without the last dot. */
  readonly name: string;
  readonly type: T;
}

/** What was answered. No records and `exists`: the name has none of this type. */
export interface DnsAnswer<T extends RecordType = RecordType> {
  readonly records: readonly RecordTypes[T][];
  /** False: there is no such name (NXDOMAIN), nor any below it (RFC 8020). */
  readonly exists: boolean;
  /** The server says that it has validated all of it with DNSSEC (the AD bit, RFC 4035 §3.2.3). */
  readonly isAuthentic: boolean;
  /** The name that has the records, at the end of any chain of CNAMEs. */
  readonly canonicalName: string;
  /** How long it holds; of a negative answer by its SOA (RFC 2308 §5). */
  readonly ttlSeconds: number;
  /** Size of the message. */
  readonly octets: number;
}

/**
 * Why there is no answer. `name`: it cannot be asked for, and so does not exist. `excess`: the answer is larger than any in
 * earnest. The message is safe to log: it names no name.
 */
export class DnsError extends SafeError {
  override readonly name = 'DnsError';
  readonly code: 'timeout' | 'unreachable' | 'garbage' | 'loop' | 'closed' | 'failure' | 'name' | 'excess';

  constructor(code: DnsError['code'], detail?: string) {
    super(`name server: ${code}${detail === undefined ? '' : ` (${detail})`}`);
    this.code = code;
  }
}

/** Answers that are larger come by TCP (RFC 9715 §3). */
const udpPayloadOctets = 1232;
const maxCnames = 8;
/** Whoever has a domain chooses the answers that we read. The largest in earnest, the TXT records of a busy domain, have some 8 KiB. */
export const maxAnswerOctets = 16_384;
const maxAnswerRecords = 256;
/** Labels of all names, pointers followed: 256 records of a usual name twice. */
const maxAnswerLabels = 2_500;
/** RFC 1035 §4.1.1 and §4.1.3. */
const headerOctets = 12;
const leastRecordOctets = 11;
/** A negative answer without a SOA should not be kept (RFC 2308 §5), but not asked for all the time either. */
const noSoaSeconds = 30;

/** Whether a name can be asked for: labels of 1 to 63 octets, 253 in all (RFC 1035 §2.3.4), printable ASCII. */
export function isAskable(name: string): boolean {
  return name === '' || (name.length <= 253 && /^[!-~]+$/.test(name) && name.split('.').every(isLabel));
}

function isLabel(label: string): boolean {
  return label.length > 0 && label.length < 64;
}

/** A query that asks for recursion and, by its AD bit, for the verdict of DNSSEC (RFC 6840 §5.7). */
export function encodeQuery(id: number, { name, type }: Question): Buffer {
  return encode({
    id,
    type: 'query',
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ name: name === '' ? '.' : name, type, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: udpPayloadOctets,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

/** Whether octets look like a response to a query with this id; others may be late, or forged. */
export function hasId(octets: Uint8Array, id: number): boolean {
  const [high = 0, low = 0, flags = 0] = octets;
  return octets.length >= headerOctets && (high << 8) + low === id && (flags & 0x80) !== 0;
}

/** Whether a response by UDP says that it did not fit. */
export function isTruncated(octets: Uint8Array): boolean {
  return ((octets[2] ?? 0) & 0x02) !== 0;
}

/**
 * What a response says to a question. CNAMEs are followed within it, as recursive servers give them. Throws `DnsError`:
 * `garbage` for what cannot be read or answers something else, `excess` for what is too large to be read,
 * `loop` for CNAMEs without end, `failure` for error codes.
 */
export function parseAnswer<T extends RecordType>(octets: Buffer, question: Question<T>): DnsAnswer<T> {
  checkSize(octets);
  const packet = decodeSafely(octets);
  const asked = packet.questions?.[0];
  if (asked === undefined || asked.type !== question.type || normal(asked.name) !== normal(question.name))
    throw new DnsError('garbage', 'another question');
  // Types of the library know no code for responses.
  const code = 'rcode' in packet ? String(packet.rcode) : '';
  if (code !== 'NOERROR' && code !== 'NXDOMAIN') throw new DnsError('failure', code);
  const answers = (packet.answers ?? []).filter(isInternet);
  const name = normal(question.name);
  const chain = question.type === 'CNAME' ? { name, ttls: [] } : followCnames(answers, name);
  const own = answers.filter((record) => record.type === question.type && normal(record.name) === chain.name);
  const records = own.flatMap((record) => recordOf(question.type, record));
  const lives = [
    ...chain.ttls,
    ...(records.length > 0 ? own.map(ttlOf) : [negativeTtl(packet.authorities ?? [])]),
  ];
  return {
    records: code === 'NXDOMAIN' ? [] : records,
    exists: code !== 'NXDOMAIN',
    isAuthentic: packet.flag_ad,
    canonicalName: chain.name,
    ttlSeconds: Math.min(...lives),
    octets: octets.length,
  };
}

/** Judges by length, header and number of labels, before anything is taken apart. */
function checkSize(octets: Buffer): void {
  if (octets.length > maxAnswerOctets) throw new DnsError('excess');
  if (octets.length < headerOctets) throw new DnsError('garbage');
  const records = octets.readUInt16BE(6) + octets.readUInt16BE(8) + octets.readUInt16BE(10);
  // What says that it has more records than fit is nobody's answer.
  if (headerOctets + records * leastRecordOctets > octets.length) throw new DnsError('garbage');
  if (records > maxAnswerRecords || countLabels(octets, maxAnswerLabels) >= maxAnswerLabels)
    throw new DnsError('excess');
}

function decodeSafely(octets: Buffer): ReturnType<typeof decode> {
  try {
    return decode(octets);
  } catch {
    throw new DnsError('garbage');
  }
}

function followCnames(answers: readonly AnswerRecord[], from: string): { name: string; ttls: number[] } {
  let name = from;
  const ttls: number[] = [];
  for (;;) {
    const next = answers.find((record) => record.type === 'CNAME' && normal(record.name) === name);
    if (next === undefined || next.type !== 'CNAME') return { name, ttls };
    if (ttls.length === maxCnames) throw new DnsError('loop');
    ttls.push(ttlOf(next));
    name = normal(next.data);
  }
}

/** The record's data, or none where it is unsound. */
function recordOf<T extends RecordType>(type: T, record: AnswerRecord): RecordTypes[T][] {
  const readers: { [R in RecordType]: (record: AnswerRecord) => RecordTypes[R] | undefined } = {
    A: (it) => (it.type === 'A' ? it.data : undefined),
    AAAA: (it) => (it.type === 'AAAA' ? it.data : undefined),
    CNAME: (it) => (it.type === 'CNAME' ? normal(it.data) : undefined),
    NS: (it) => (it.type === 'NS' ? normal(it.data) : undefined),
    PTR: (it) => (it.type === 'PTR' ? normal(it.data) : undefined),
    MX: (it) =>
      it.type === 'MX'
        ? { exchange: normal(it.data.exchange), preference: it.data.preference ?? 0 }
        : undefined,
    TXT: (it) => (it.type === 'TXT' ? [it.data].flat().map(String).join('') : undefined),
    TLSA: (it) => (it.type === 'TLSA' ? it.data : undefined),
  };
  const value = readers[type](record);
  return value === undefined ? [] : [value];
}

function isInternet(record: AnswerRecord): boolean {
  return !('class' in record) || record.class === 'IN';
}

/** RFC 2181 §8: with its highest bit set a TTL is none. */
function ttlOf(record: AnswerRecord): number {
  const ttl = 'ttl' in record ? (record.ttl ?? 0) : 0;
  return ttl > 0x7fff_ffff ? 0 : ttl;
}

function negativeTtl(authorities: readonly AnswerRecord[]): number {
  const soa = authorities.find((record) => record.type === 'SOA');
  if (soa === undefined || soa.type !== 'SOA') return noSoaSeconds;
  return Math.min(ttlOf(soa), soa.data.minimum ?? noSoaSeconds);
}

function normal(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}
