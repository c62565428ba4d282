import type { MessageShape } from './plan.ts';

/** Ends mail data; the CRLF before it belongs to the message (RFC 5321 §4.1.1.4). */
const finalDot = '.\r\n';

/** A whole message and its final dot. The subject takes up what no full line is left for. */
export function writeMessage({ octets, columns }: MessageShape): Buffer {
  const line = `${'x'.repeat(columns)}\r\n`;
  const bodyOctets = octets - writeHeader(0).length;
  const header = writeHeader(bodyOctets % line.length);
  return Buffer.concat([
    Buffer.from(header),
    Buffer.alloc(octets - header.length, line),
    Buffer.from(finalDot),
  ]);
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
