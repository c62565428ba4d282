// SPDX-License-Identifier: MIT
/** What every reply of an SMTP server must look like, whatever it answers. */
import assert from 'node:assert/strict';

/** RFC 5321 §4.5.3.1.5, CRLF included. */
const maxReplyLineOctets = 512;

/** Which reply it is: those to greetings carry no enhanced status (RFC 2034 §4), all others of 2xx, 4xx and 5xx do. */
export type ReplyKind = 'greeting' | 'ordinary';

/** Fails unless `lines` are one whole reply (RFC 5321 §4.2), without CRLFs, its status of the class of its code (RFC 3463 §2). */
export function assertWellFormed(lines: readonly string[], kind: ReplyKind): void {
  const shown = JSON.stringify(lines);
  const code = lines[0]?.slice(0, 3) ?? '';
  assert.match(code, /^[2-5]\d\d$/, shown);
  for (const [at, line] of lines.entries()) {
    assert.ok(line.length + 2 <= maxReplyLineOctets, `a reply line of ${line.length} octets`);
    assert.match(line, /^[\x20-\x7e]+$/, shown);
    assert.equal(line.slice(0, 4), `${code}${at === lines.length - 1 ? ' ' : '-'}`, shown);
    if (hasStatus(code, kind))
      assert.match(line.slice(4), new RegExp(`^${code[0]}\\.\\d{1,3}\\.\\d{1,3} `), shown);
    else assert.doesNotMatch(line.slice(4), /^\d\.\d/, shown);
  }
}

function hasStatus(code: string, kind: ReplyKind): boolean {
  return !code.startsWith('3') && !(kind === 'greeting' && code.startsWith('2'));
}

/** Takes apart what a server has sent: whole replies, their lines without CRLF. Fails on what is none. */
export function repliesOf(text: string): string[][] {
  const replies: string[][] = [];
  let reply: string[] = [];
  const lines = text.split('\r\n');
  assert.equal(lines.pop(), '', `a reply that does not end: ${JSON.stringify(text.slice(-80))}`);
  for (const line of lines) {
    reply.push(line);
    if (line[3] === '-') continue;
    replies.push(reply);
    reply = [];
  }
  assert.deepEqual(reply, [], 'a reply whose last line is missing');
  return replies;
}
