// SPDX-License-Identifier: MIT
import type { ReceivedReply } from './received-reply.ts';

/** Longest reply line taken, CRLF included. RFC 5321 §4.5.3.1.5 allows 512; real servers say more. */
export const maxReplyLineOctets = 2048;
/** Most lines and octets of one reply. */
export const maxReplyLines = 128;
export const maxReplyOctets = 65_536;

const codeSyntax = /^[2-5][0-9][0-9](?:[ -]|$)/;
const enhancedSyntax = /^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?= |$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const controls = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * Turns what a server sends into replies (RFC 5321 §4.2.1), however it is cut into chunks. Strict: CRLF ends a line
 * and nothing else does, codes are 200–599, every line of a reply carries the same code, and sizes are limited. After
 * a fault nothing more is parsed, since nobody knows what the octets that follow answer.
 */
export class ReplyParser {
  /** The octets that no CRLF has ended yet, one character each. */
  #rest = '';
  #lines: string[] = [];
  #code = '';
  #octets = 0;
  #fault: string | undefined;

  /** What was wrong, in our words; never the server's. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Whether part of a reply has arrived. */
  get isMidReply(): boolean {
    return this.#rest !== '' || this.#lines.length > 0;
  }

  /** Takes the next octets, one character each, and gives the replies that are now complete, up to the fault if there is one. */
  push(octets: string): ReceivedReply[] {
    const replies: ReceivedReply[] = [];
    if (this.#fault !== undefined) return replies;
    const input = this.#rest + octets;
    let start = 0;
    for (let end = input.indexOf('\r\n'); end !== -1; end = input.indexOf('\r\n', start)) {
      const reply = this.#takeLine(input.slice(start, end));
      if (this.#fault !== undefined) return replies;
      if (reply !== undefined) replies.push(reply);
      start = end + 2;
    }
    this.#rest = input.slice(start);
    this.#checkRest();
    return replies;
  }

  #takeLine(line: string): ReceivedReply | undefined {
    const code = line.slice(0, 3);
    this.#octets += line.length + 2;
    if (line.length + 2 > maxReplyLineOctets) this.#fault = 'a reply line is too long';
    else if (controls.test(line)) this.#fault = 'a reply carries control characters';
    else if (!codeSyntax.test(line)) this.#fault = 'not a reply line';
    else if (this.#lines.length > 0 && code !== this.#code)
      this.#fault = 'the lines of a reply differ in code';
    else if (this.#lines.length === maxReplyLines) this.#fault = 'a reply has too many lines';
    else if (this.#octets > maxReplyOctets) this.#fault = 'a reply is too long';
    if (this.#fault !== undefined) return undefined;
    const text = line.slice(4);
    this.#code = code;
    // Nearly all replies have one line.
    if (line[3] !== '-' && this.#lines.length === 0) return this.#complete(text, text);
    this.#lines.push(text);
    return line[3] === '-' ? undefined : this.#complete(text, this.#lines.join('\n'));
  }

  #complete(lastLine: string, lines: string): ReceivedReply {
    const code = Number(this.#code);
    // RFC 2034 §4: a status of another class than the code is none.
    const enhanced = lastLine[0] === this.#code[0] ? enhancedOf(lastLine) : undefined;
    const text = utf8(enhanced === undefined ? lines : withoutStatus(lines, enhanced));
    if (this.#lines.length > 0) this.#lines = [];
    this.#octets = 0;
    return { code, enhanced, text };
  }

  /** Judges an unfinished line as soon as no ending could make it good, so that none is waited for. */
  #checkRest(): void {
    const rest = this.#rest;
    if (rest === '') return;
    // A CR at the very end may be half of a CRLF.
    const known = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    if (known.length + 2 > maxReplyLineOctets) this.#fault = 'a reply line is too long';
    else if (controls.test(known)) this.#fault = 'a reply carries control characters';
  }
}

/** The status that a line begins with, if it has one. */
function enhancedOf(line: string): string | undefined {
  if (!enhancedSyntax.test(line)) return undefined;
  const end = line.indexOf(' ');
  return end === -1 ? line : line.slice(0, end);
}

/** The lines of a reply without the status, with which each may begin. */
function withoutStatus(lines: string, status: string): string {
  if (!lines.includes('\n')) return lines.slice(status.length + 1);
  return lines
    .split('\n')
    .map((line) => (enhancedOf(line) === status ? line.slice(status.length + 1) : line))
    .join('\n');
}

/** The octets of one-octet characters read as UTF-8 (RFC 6531 §3.7.4.2). */
function utf8(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8');
}
