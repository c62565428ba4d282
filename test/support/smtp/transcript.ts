// SPDX-License-Identifier: MIT
/** Transcripts of SMTP sessions, `C:` and `S:` lines as in RFC 5321 appendix D, held against a server over a real socket. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ReplyReader } from './reply-reader.ts';

/** How the client's octets are cut: none of it may change what the server says. */
export const manners = ['line by line', 'all at once', 'octet by octet'] as const;
export type Manner = (typeof manners)[number];

/**
 * Holds a conversation. A `C:` line is sent with CRLF, with `\r`, `\n`, `\0`, `\t` and `\xHH` in it resolved (a line that
 * ends in `\c` goes without the CRLF); a `S:` line is what the server must say, `...` at its end standing for anything;
 * `S: (closed)` is the end of the connection. At once means up to the next DATA or STARTTLS, after which a client must wait.
 */
export async function converse(port: number, transcript: string, manner: Manner): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const server = new ReplyReader(socket);
  await once(socket, 'connect');
  try {
    for (const { say, expect } of groupsOf(transcript, manner)) {
      await write(socket, say, manner);
      for (const expected of expect) await assertNext(server, expected);
    }
    assert.equal(server.unread, '', `the server says more; so far:\n${server.transcript}`);
  } finally {
    socket.destroy();
  }
}

interface Group {
  readonly say: string;
  readonly expect: readonly string[];
}

function groupsOf(transcript: string, manner: Manner): Group[] {
  const groups: { say: string; expect: string[] }[] = [{ say: '', expect: [] }];
  let mustWait = true;
  for (const line of transcript.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    const last = groups.at(-1) ?? { say: '', expect: [] };
    if (line.startsWith('S:')) {
      last.expect.push(line.slice(2).trim());
      continue;
    }
    assert.ok(line.startsWith('C:'), `neither C: nor S: ${line}`);
    const say = octetsOf(line.slice(2).replace(/^ /, ''));
    if (mustWait || (manner !== 'all at once' && last.expect.length > 0)) groups.push({ say, expect: [] });
    else last.say += say;
    mustWait = /^(DATA|STARTTLS)\r\n$/i.test(say);
  }
  return groups;
}

function octetsOf(text: string): string {
  const isOpen = text.endsWith('\\c');
  const resolved = (isOpen ? text.slice(0, -2) : text).replace(
    /\\(r|n|0|t|x[0-9a-f]{2})/gi,
    (_, name: string) => {
      const named: Record<string, string> = { r: '\r', n: '\n', '0': '\0', t: '\t' };
      return named[name] ?? String.fromCharCode(Number.parseInt(name.slice(1), 16));
    },
  );
  return isOpen ? resolved : `${resolved}\r\n`;
}

async function write(socket: Socket, text: string, manner: Manner): Promise<void> {
  const octets = Buffer.from(text, 'latin1');
  if (manner !== 'octet by octet') {
    if (octets.length > 0) socket.write(octets);
    return;
  }
  for (const octet of octets) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(octet));
    await nextTurn();
  }
}

async function assertNext(server: ReplyReader, expected: string): Promise<void> {
  const line = (await server.line()) ?? '(closed)';
  const isMatch = expected.endsWith('...') ? line.startsWith(expected.slice(0, -3)) : line === expected;
  if (!isMatch) assert.equal(line, expected, `so far:\n${server.transcript}`);
}
