// SPDX-License-Identifier: MIT
import type { TransferOctets } from './envelope.ts';
import { fastScan } from './fast-scan.ts';
import type { LineState } from './scan.ts';
import { TransferDecoder } from './transfer-decoder.ts';

/** What makes mail data unfit to pass on: anything that two readers might take for different line ends, or too much. */
export type MailDataFault = 'bareCr' | 'bareLf' | 'nul' | 'lineTooLong' | 'tooLarge';

/** Sizes in octets. */
export interface MailDataLimits {
  /** Message without its transparency dots and without the final dot (RFC 1870 §5). */
  readonly messageOctets: number;
  /** Text line with its CRLF. */
  readonly lineOctets: number;
}

/** What one chunk came to. */
export interface MailDataStep {
  /** Index after the last octet that belongs to the mail data; what follows the final dot is not touched. */
  readonly consumed: number;
  /** To pass on; undefined when the chunk adds nothing, or once the mail data has a fault. */
  readonly passed: TransferOctets | undefined;
}

type HeldPosition = 'dot' | 'dotCr';
type SlowPosition = LineState['position'] | HeldPosition;

const nul = 0;
const lf = 10;
const cr = 13;
const dot = 46;

/**
 * Takes mail data as it comes from a client (RFC 5321 §4.5.2) and gives it on as encode(decode(it)), for any chunking.
 *
 * | position | has just seen                             | final dot if next comes |
 * |----------|-------------------------------------------|-------------------------|
 * | start    | CRLF, or nothing yet                      | . CR LF                 |
 * | text     | an octet of a line                        |                         |
 * | cr       | CR in a line                              |                         |
 * | dot      | a dot that begins a line; still held back | CR LF                   |
 * | dotCr    | such a dot and CR; both held back         | LF                      |
 *
 * The two encodings differ only where a line begins with a single dot that is neither the final one nor followed by
 * another: that dot means nothing and goes. All else is passed on as the chunk that came in, uncopied. After a fault
 * nothing more is passed, but the true end is still found, so that the session stays in step.
 */
export class MailDataDecoder {
  readonly #limits: MailDataLimits;
  readonly #line: LineState = { position: 'start', lineOctets: 0, stuffedDots: 0 };
  #held: '' | HeldPosition = '';
  #passedOctets = 0;
  #fault: MailDataFault | undefined;
  #isComplete = false;

  constructor(limits: MailDataLimits) {
    this.#limits = limits;
  }

  /** Size of the message so far as RFC 1870 counts it, in octets. */
  get messageOctets(): number {
    return this.#passedOctets - this.#line.stuffedDots;
  }

  /** The first fault. */
  get fault(): MailDataFault | undefined {
    return this.#fault;
  }

  /** Whether the final dot was seen. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Takes the octets of `chunk` from `from` on, up to the final dot. Keeps no reference but in what it passes on. */
  decode(chunk: Buffer, from: number): MailDataStep {
    if (this.#fault !== undefined || this.#held !== '') return this.#decodeSlowly(chunk, from, from);
    const plain = fastScan(chunk, from, this.#line, this.#limits.lineOctets);
    if (plain < chunk.length && !isDotAt(chunk, plain, this.#line))
      return this.#decodeSlowly(chunk, from, plain);
    if (plain === chunk.length) return this.#pass(chunk.subarray(from), plain);
    return this.#decodeFromDot(chunk, from, plain);
  }

  /** The common end: the final dot, whole, in this chunk. */
  #decodeFromDot(chunk: Buffer, from: number, at: number): MailDataStep {
    if (chunk[at + 1] !== cr || chunk[at + 2] !== lf) return this.#decodeSlowly(chunk, from, at);
    this.#isComplete = true;
    return this.#pass(chunk.subarray(from, at), at + 3);
  }

  /**
   * From `at` on with a look at each octet, into a copy: for what no well-behaved client sends. In one piece and on local
   * variables, because it is also what a hostile client would make us do all day.
   */
  #decodeSlowly(chunk: Buffer, from: number, at: number): MailDataStep {
    const line = this.#line;
    const { lineOctets: maxLineOctets } = this.#limits;
    // One more than came: a dot that was held back goes out again with the next.
    const copy = Buffer.allocUnsafe(chunk.length - from + 1);
    let length = chunk.copy(copy, 0, from, at);
    let position: SlowPosition = this.#held === '' ? line.position : this.#held;
    let { lineOctets } = line;
    let index = at;
    while (index < chunk.length) {
      const octet = chunk[index] ?? nul;
      index += 1;
      if (position === 'text' && octet > cr && lineOctets < maxLineOctets) {
        copy[length] = octet;
        length += 1;
        lineOctets += 1;
        continue;
      }
      if (position === 'start' && octet === dot) {
        position = 'dot';
        continue;
      }
      if (position === 'dot' && octet === cr) {
        position = 'dotCr';
        continue;
      }
      if (position === 'dotCr' && octet === lf) {
        this.#isComplete = true;
        break;
      }
      if (position === 'dot' && octet === dot) {
        line.stuffedDots += 1;
        copy[length] = dot;
        length += 1;
      }
      copy[length] = octet;
      length += 1;
      lineOctets += 1;
      if (lineOctets > maxLineOctets) this.#blame('lineTooLong');
      const isAfterCr = position === 'cr' || position === 'dotCr';
      if (octet > cr && !isAfterCr) {
        position = 'text';
      } else if (octet === lf && isAfterCr) {
        position = 'start';
        lineOctets = 0;
      } else {
        if (isAfterCr) this.#blame('bareCr');
        if (octet === lf) this.#blame('bareLf');
        if (octet === nul) this.#blame('nul');
        position = octet === cr ? 'cr' : 'text';
      }
    }
    this.#held = position === 'dot' || position === 'dotCr' ? position : '';
    if (position !== 'dot' && position !== 'dotCr') line.position = position;
    line.lineOctets = lineOctets;
    return this.#pass(copy.subarray(0, length), index);
  }

  #pass(octets: Buffer, consumed: number): MailDataStep {
    this.#passedOctets += octets.length;
    if (this.messageOctets > this.#limits.messageOctets) this.#blame('tooLarge');
    if (this.#fault !== undefined || octets.length === 0) return { consumed, passed: undefined };
    return { consumed, passed: asTransferOctets(octets) };
  }

  #blame(fault: MailDataFault): void {
    this.#fault ??= fault;
  }
}

/** Transfer form of a message, or of whole lines of one. Throws `RangeError` unless every line ends in CRLF and holds no other CR, LF or NUL. */
export function encodeMailData(message: Buffer): TransferOctets {
  const line: LineState = { position: 'start', lineOctets: 0, stuffedDots: 0 };
  const plain = fastScan(message, 0, line, message.length);
  // Nothing to add and nothing wrong: its own transfer form.
  if (plain === message.length && line.position === 'start' && line.stuffedDots === 0)
    return asTransferOctets(message);
  const pieces: Buffer[] = [];
  let from = 0;
  while (from < message.length) {
    const end = message.indexOf('\r\n', from);
    const text = message.subarray(from, end);
    if (end === -1 || text.includes(cr) || text.includes(lf) || text.includes(nul)) {
      throw new RangeError('mail data must be lines that end in CRLF');
    }
    if (message[from] === dot) pieces.push(Buffer.of(dot));
    pieces.push(message.subarray(from, end + 2));
    from = end + 2;
  }
  return asTransferOctets(Buffer.concat(pieces));
}

/** The message that mail data in transfer form stands for: transparency dots removed (RFC 5321 §4.5.2). */
export function decodeMailData(octets: TransferOctets): Buffer {
  return Buffer.concat([...new TransferDecoder().decode(octets)]);
}

function isDotAt(chunk: Buffer, index: number, line: LineState): boolean {
  return line.position === 'start' && chunk[index] === dot;
}

/** The one place where octets are declared to be in transfer form. */
function asTransferOctets(octets: Buffer): TransferOctets {
  return octets as TransferOctets;
}
