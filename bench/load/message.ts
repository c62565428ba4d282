// SPDX-License-Identifier: MIT
import type { MessageShape } from './plan.ts';

/** Ends mail data; the CRLF before it belongs to the message (RFC 5321 §4.1.1.4). */
const finalDot = '.\r\n';

/** A whole message and its final dot. The subject takes up what no full line is left for. */
export function writeMessage({ octets, columns, isHeader = false }: MessageShape): Buffer {
  const line = isHeader ? `${'x'.repeat(columns - 1)}:\r\n` : `${'x'.repeat(columns)}\r\n`;
  const linesOctets = octets - writeHeader(0).length;
  const header = Buffer.from(writeHeader(linesOctets % line.length));
  const lines = Buffer.alloc(octets - header.length, line);
  return Buffer.concat([...(isHeader ? [lines, header] : [header, lines]), Buffer.from(finalDot)]);
}

function writeHeader(padding: number): string {
  return [
    'From: Sender <sender@origin.test>',
    'To: Reader <reader@alias.bench>',
    `Subject: A message of the benchmark${'.'.repeat(padding)}`,
    'Date: Mon, 23 Nov 2026 12:00:00 +0000',
    'Message-ID: <benchmark@origin.test>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '\r\n',
  ].join('\r\n');
}
