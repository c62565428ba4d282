// SPDX-License-Identifier: MIT
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { encodeMailData } from '../smtp/wire/mail-data.ts';

/** An empty line ends our header fields where the message has none. */
const emptyLine = encodeMailData(Buffer.from('\r\n'));
const mailboxField = transfer(Buffer.from('X-Mailbox-Line: '));
/** Maximum number of octets that are held of a line; one that is no field by then is taken for text. RFC 5322 §2.1.1 allows 998 in a line. */
const maxHeldOctets = 998;
const [tab, lf, cr, space, colon] = [9, 10, 13, 32, 58];

/**
 * Looks at the line that a message begins with, which our header fields are put in front of. Without this a line that begins
 * with a blank would continue the last of our fields, and one that is no field would end the header in the middle. What is
 * no header becomes the body, after an empty line; a mailbox line (`From x@y Sat …`) becomes a field. So does Postfix.
 * A message that begins with a field, or with an empty line, passes as it is.
 */
export class FirstLine {
  /** The beginning of a line that cannot be judged yet: a copy, for octets are lent. */
  #held: Buffer = Buffer.alloc(0);
  #isOver = false;

  /** Whether all that is still to come passes as it is. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes the next octets, and gives what goes on in their place. */
  push(octets: TransferOctets): readonly TransferOctets[] {
    if (this.#isOver) return [octets];
    const passing: TransferOctets[] = [];
    let line = this.#held.length === 0 ? octets : transfer(Buffer.concat([this.#held, octets]));
    this.#held = Buffer.alloc(0);
    for (;;) {
      const kind = kindOf(line);
      if (kind === 'undecided') {
        this.#held = Buffer.from(line);
        return passing;
      }
      if (kind === 'mailboxLine') {
        const end = line.indexOf(lf) + 1;
        passing.push(mailboxField, transfer(line.subarray(0, end)));
        line = transfer(line.subarray(end));
        continue;
      }
      this.#isOver = true;
      if (kind === 'text') passing.push(emptyLine);
      passing.push(line);
      return passing;
    }
  }

  /** The message is over: gives what was held. */
  end(): readonly TransferOctets[] {
    if (this.#held.length === 0) return [];
    const held = transfer(this.#held);
    this.#isOver = true;
    return [emptyLine, held];
  }
}

/** Pieces of transfer form, cut where nothing of it is split, are transfer form. */
function transfer(octets: Buffer): TransferOctets {
  return octets as TransferOctets;
}

type Kind = 'field' | 'text' | 'mailboxLine' | 'undecided';

/** What the line at the beginning is; `undecided` while that depends on octets that are still to come. */
function kindOf(octets: Buffer): Kind {
  const mailbox = mailboxKind(octets);
  if (mailbox !== undefined) return mailbox;
  const end = Math.min(octets.length, maxHeldOctets);
  for (let at = 0; at < end; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet === colon) return at === 0 ? 'text' : 'field';
    if (octet === cr) return at === 0 ? 'field' : 'text';
    // Blanks between name and colon are obsolete, and understood (RFC 5322 §4.5).
    if (octet === space || octet === tab) return at === 0 ? 'text' : afterBlanks(octets, at, end);
    if (octet < 33 || octet > 126) return 'text';
  }
  return octets.length >= maxHeldOctets ? 'text' : 'undecided';
}

function afterBlanks(octets: Buffer, from: number, end: number): Kind {
  let at = from;
  while (at < end && (octets[at] === space || octets[at] === tab)) at += 1;
  if (at === end) return octets.length >= maxHeldOctets ? 'text' : 'undecided';
  return octets[at] === colon ? 'field' : 'text';
}

/** The line that begins each message of a mailbox file, perhaps quoted with `>`. Nothing when this is none. */
function mailboxKind(octets: Buffer): 'mailboxLine' | 'undecided' | undefined {
  let at = 0;
  while (at < maxHeldOctets && octets[at] === 62) at += 1;
  const word = octets.toString('latin1', at, at + mailboxWord.length);
  if (!mailboxWord.startsWith(word)) return undefined;
  if (word.length < mailboxWord.length) return at < maxHeldOctets ? 'undecided' : undefined;
  return octets.subarray(0, maxHeldOctets).includes(lf)
    ? 'mailboxLine'
    : octets.length < maxHeldOctets
      ? 'undecided'
      : undefined;
}

const mailboxWord = 'From ';
