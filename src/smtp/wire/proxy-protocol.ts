// SPDX-License-Identifier: MIT
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { normaliseAddress } from '../../base/client-network.ts';

/** Where a connection comes from. The address is without zone and without IPv4-mapped prefix. */
export interface ProxiedClient {
  readonly address: string;
  readonly port: number;
}

/** A header that is complete. */
export interface ProxyHeader {
  /** Size of the header: what follows is the client's. */
  readonly octets: number;
  /** Nothing where the proxy speaks for itself or names no TCP client (LOCAL, UNKNOWN): the socket's address holds. */
  readonly client: ProxiedClient | undefined;
}

/**
 * Reads the header of the PROXY protocol, version 1 or 2 (HAProxy's proxy-protocol.txt), from all that has come so far.
 * Anything else, and a header larger than a version may have, is malformed as soon as that shows. Pure.
 */
export function parseProxyHeader(received: Buffer): ProxyHeader | 'partial' | 'malformed' {
  if (isPrefix(received, signature)) return parseBinary(received);
  return isPrefix(received, textStart) ? parseText(received) : 'malformed';
}

/** §2.2: no UTF-8 text and no SMTP command begins so. */
const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const textStart = Buffer.from('PROXY ', 'latin1');
/** §2.1: the longest line, CRLF included. */
const textOctets = 107;
/** Signature, command, family, length. */
const fixedOctets = 16;
/** Addresses and TLVs that we read over; the protocol's authors count on 536 octets (§2). */
const maxVariableOctets = 536;

/** Whether the octets begin with the mark, as far as there are any. */
function isPrefix(octets: Buffer, mark: Buffer): boolean {
  const compared = Math.min(octets.length, mark.length);
  return octets.compare(mark, 0, compared, 0, compared) === 0;
}

function parseText(received: Buffer): ProxyHeader | 'partial' | 'malformed' {
  const lineEnd = received.subarray(0, textOctets).indexOf('\r\n');
  if (lineEnd === -1) return received.length < textOctets ? 'partial' : 'malformed';
  const octets = lineEnd + 2;
  const line = received.toString('latin1', textStart.length, lineEnd);
  // §2.1: whatever follows UNKNOWN is ignored.
  if (line === 'UNKNOWN' || line.startsWith('UNKNOWN ')) return { octets, client: undefined };
  const client = parseTextClient(line.split(' '));
  return client === undefined ? 'malformed' : { octets, client };
}

function parseTextClient(fields: readonly string[]): ProxiedClient | undefined {
  const [family, source = '', destination = '', port = '', destinationPort = ''] = fields;
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6 : undefined;
  if (fields.length !== 5 || isAddress === undefined) return undefined;
  if (![source, destination].every((text) => isAddress(text) && !text.includes('%'))) return undefined;
  if (!isPort(port) || !isPort(destinationPort)) return undefined;
  return clientOf(family === 'TCP4' ? 'ipv4' : 'ipv6', source, Number(port));
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}

function parseBinary(received: Buffer): ProxyHeader | 'partial' | 'malformed' {
  if (received.length < fixedOctets) return 'partial';
  const command = received[12];
  const variableOctets = received.readUInt16BE(14);
  const octets = fixedOctets + variableOctets;
  if (variableOctets > maxVariableOctets) return 'malformed';
  // §2.2: of LOCAL everything but the length is ignored.
  if (command === local) return received.length < octets ? 'partial' : { octets, client: undefined };
  const addressOctets = familyOctets.get(received[13] ?? 0);
  if (command !== proxied || addressOctets === undefined || variableOctets < addressOctets)
    return 'malformed';
  return received.length < octets ? 'partial' : { octets, client: parseBinaryClient(received) };
}

/** Version 2 and the command, in one octet. */
const local = 0x20;
const proxied = 0x21;

/** §2.2: family and transport with the size of two addresses and ports; what is not listed must not be sent. */
const familyOctets: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x11, 12],
  [0x12, 12],
  [0x21, 36],
  [0x22, 36],
  [0x31, 216],
  [0x32, 216],
]);

/** §2.2: families that we have no use for count as unspecified. */
function parseBinaryClient(header: Buffer): ProxiedClient | undefined {
  if (header[13] === 0x11)
    return clientOf('ipv4', header.subarray(16, 20).join('.'), header.readUInt16BE(24));
  if (header[13] !== 0x21) return undefined;
  const groups = header.toString('hex', 16, 32).match(/.{4}/g) ?? [];
  return clientOf('ipv6', groups.join(':'), header.readUInt16BE(48));
}

/** One spelling for each address, as sockets give it. */
function clientOf(family: 'ipv4' | 'ipv6', text: string, port: number): ProxiedClient {
  return { address: normaliseAddress(new SocketAddress({ address: text, family }).address), port };
}
