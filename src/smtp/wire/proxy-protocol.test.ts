// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ProxyHeader, parseProxyHeader } from './proxy-protocol.ts';

const signature = '0d0a0d0a000d0a515549540a';
const tcp4 = 'c0000201 c6336402 1f90 0019';
const tcp6 = '20010db8000000000000000000000001 20010db8000000000000000000000002 1f90 0019';

/** A header of version 2; the length is that of the rest unless it is given. */
function binary(command: string, rest: string, octets?: number): Buffer {
  const variable = Buffer.from(rest.replaceAll(' ', ''), 'hex');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(octets ?? variable.length);
  return Buffer.concat([Buffer.from(signature + command, 'hex'), length, variable]);
}

const v4 = { address: '192.0.2.1', port: 8080 };
const v6 = { address: '2001:db8::1', port: 8080 };

const sound: readonly [string, string | Buffer, ProxyHeader['client']][] = [
  ['TCP4', 'PROXY TCP4 192.0.2.1 198.51.100.2 8080 25\r\n', v4],
  ['TCP6', 'PROXY TCP6 2001:db8::1 2001:db8::2 8080 25\r\n', v6],
  ['TCP6 spelled out', 'PROXY TCP6 2001:0DB8:0:0:0:0:0:1 ::1 8080 25\r\n', v6],
  ['TCP6 with a mapped address', 'PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.2 8080 25\r\n', v4],
  ['port 0', 'PROXY TCP4 192.0.2.1 198.51.100.2 0 65535\r\n', { ...v4, port: 0 }],
  ['UNKNOWN', 'PROXY UNKNOWN\r\n', undefined],
  ['UNKNOWN and more', 'PROXY UNKNOWN ffff:f..f:ffff nonsense 1 2 3\r\n', undefined],
  ['the longest line', `PROXY UNKNOWN ${'x'.repeat(91)}\r\n`, undefined],
  ['v2 TCP over IPv4', binary('2111', tcp4), v4],
  ['v2 TCP over IPv6', binary('2121', tcp6), v6],
  ['v2 IPv4 mapped into IPv6', binary('2121', `00000000000000000000ffffc0000201 ${tcp6.slice(33)}`), v4],
  ['v2 with TLVs', binary('2111', `${tcp4} 030004 a1b2c3d4 040001 00`), v4],
  ['v2 as large as may be', binary('2111', `${tcp4} 04020900 ${'00'.repeat(520)}`), v4],
  ['v2 LOCAL', binary('2000', ''), undefined],
  ['v2 LOCAL with addresses', binary('2011', tcp4), undefined],
  ['v2 LOCAL of an unheard-of family', binary('20ff', '0102'), undefined],
  ['v2 of no family', binary('2100', ''), undefined],
  ['v2 UDP', binary('2112', tcp4), undefined],
  ['v2 of a unix socket', binary('2131', '2f'.repeat(216)), undefined],
];

const malformed: readonly [string, string | Buffer][] = [
  ['a command', 'EHLO client.example\r\n'],
  ['an empty line', '\r\n\r\nx'],
  ['lower case', 'proxy TCP4 192.0.2.1 198.51.100.2 8080 25\r\n'],
  ['no family', 'PROXY \r\n'],
  ['an unheard-of family', 'PROXY UDP4 192.0.2.1 198.51.100.2 8080 25\r\n'],
  ['UNKNOWN as part of a word', 'PROXY UNKNOWNS\r\n'],
  ['an address of the other family', 'PROXY TCP4 2001:db8::1 198.51.100.2 8080 25\r\n'],
  ['a destination of the other family', 'PROXY TCP6 2001:db8::1 198.51.100.2 8080 25\r\n'],
  ['no address', 'PROXY TCP4 client.example 198.51.100.2 8080 25\r\n'],
  ['an address with a leading zero', 'PROXY TCP4 192.0.02.1 198.51.100.2 8080 25\r\n'],
  ['an address with a zone', 'PROXY TCP6 fe80::1%eth0 ::1 8080 25\r\n'],
  ['a missing port', 'PROXY TCP4 192.0.2.1 198.51.100.2 8080\r\n'],
  ['a field too many', 'PROXY TCP4 192.0.2.1 198.51.100.2 8080 25 \r\n'],
  ['two blanks', 'PROXY TCP4  192.0.2.1 198.51.100.2 8080 25\r\n'],
  ['a port beyond 65535', 'PROXY TCP4 192.0.2.1 198.51.100.2 65536 25\r\n'],
  ['a port with a leading zero', 'PROXY TCP4 192.0.2.1 198.51.100.2 08080 25\r\n'],
  ['a signed port', 'PROXY TCP4 192.0.2.1 198.51.100.2 8080 +25\r\n'],
  ['an octet too long', `PROXY UNKNOWN ${'x'.repeat(92)}\r\n`],
  ['no end', `PROXY UNKNOWN ${'x'.repeat(200)}`],
  ['another signature', Buffer.from('0d0a0d0a000d0a515549540b21110000', 'hex')],
  ['version 1 in binary', binary('1111', tcp4)],
  ['version 3', binary('3111', tcp4)],
  ['an unheard-of command', binary('2211', tcp4)],
  ['an unheard-of v2 family', binary('2141', tcp4)],
  ['an unheard-of transport', binary('2113', tcp4)],
  ['v2 too short for its addresses', binary('2111', tcp4.slice(0, -2))],
  ['v2 too short for addresses of IPv6', binary('2121', tcp4)],
  ['v2 larger than we read', binary('2111', tcp4, 537)],
  ['LOCAL larger than we read', binary('2000', '', 65_535)],
];

function octetsOf(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
}

describe('a PROXY header', () => {
  for (const [name, text, client] of sound)
    test(`${name} is read, and what follows is not its own`, () => {
      const octets = octetsOf(text);
      const expected = { octets: octets.length, client };
      assert.deepEqual(parseProxyHeader(octets), expected);
      for (const behind of ['EHLO c\r\n', '\r\n', 'PROXY TCP4 '])
        assert.deepEqual(parseProxyHeader(Buffer.concat([octets, Buffer.from(behind)])), expected);
      for (let length = 0; length < octets.length; length++)
        assert.equal(parseProxyHeader(octets.subarray(0, length)), 'partial', `${length} octets`);
    });

  for (const [name, text] of malformed)
    test(`with ${name} is malformed`, () => {
      assert.equal(parseProxyHeader(octetsOf(text)), 'malformed');
    });

  test('never grows beyond its bounds, whatever comes', () => {
    const start = fc
      .constantFrom('PROXY ', 'PROXY UNKNOWN ', signature)
      .map((text) => (text === signature ? binary('21', '') : Buffer.from(text)));
    fc.assert(
      fc.property(start, fc.uint8Array({ minLength: 600, maxLength: 600 }), (begin, rest) => {
        const outcome = parseProxyHeader(Buffer.concat([begin, rest]));
        assert.notEqual(outcome, 'partial');
        if (typeof outcome === 'object') assert.ok(outcome.octets <= 16 + 536);
      }),
    );
  });

  test('means the same however it is cut, for any client', () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(fc.ipV4(), port, fc.uint8Array({ maxLength: 64 }), (address, number, behind) => {
        const line = Buffer.from(`PROXY TCP4 ${address} 127.0.0.1 ${number} 25\r\n`);
        const all = Buffer.concat([line, behind]);
        const lengths = Array.from({ length: all.length + 1 }, (_, length) => length);
        const outcomes = lengths.map((length) => parseProxyHeader(all.subarray(0, length)));
        const header = { octets: line.length, client: { address, port: number } };
        assert.deepEqual(
          outcomes,
          lengths.map((length) => (length < line.length ? 'partial' : header)),
        );
      }),
    );
  });
});
