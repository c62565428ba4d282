// SPDX-License-Identifier: MIT
/** What a command line came to: a whole line, nothing yet, or an offence; the rest of an offending line is swallowed. */
export type LineOutcome = 'line' | 'partial' | 'bareLineFeed' | 'tooLong' | 'flood';

/** Octets of a memory that may be used again: from `start` until before `end`. */
export interface Octets {
  readonly memory: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Sizes in octets, CRLF included. */
export interface LineLimits {
  readonly lineOctets: number;
  /** Swallowed of one offending line before it counts as a flood. */
  readonly discardedOctets: number;
}

const lf = 10;
const cr = 13;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Cuts command lines from chunks. CRLF ends a line and nothing else does (RFC 5321 §2.3.8): a line with a bare LF is
 * an offence reported at that LF, so that someone who types LF only gets an answer, and what follows up to the true
 * end is swallowed, so that nothing in it is taken for a command. Holds at most one line.
 */
export class LineSplitter {
  readonly #limits: LineLimits;
  readonly #line = { memory: nothing, start: 0, end: 0 };
  #at = 0;
  #held = nothing;
  #isDiscarding = false;
  #discardedOctets = 0;
  #endsInCr = false;

  constructor(limits: LineLimits) {
    this.#limits = limits;
  }

  /** Whether the next octet begins a line. */
  get isAtStart(): boolean {
    return this.#held.length === 0 && !this.#isDiscarding;
  }

  /** The line last read, without its CRLF; valid until the next `read`, and as long as the memory that it was read from. */
  get line(): Octets {
    return this.#line;
  }

  /** Where to go on reading. */
  get at(): number {
    return this.#at;
  }

  /** Reads a chunk, which is `memory` until before `end`, from `from` to the end of a line, an offence, or its own end. */
  read(memory: Buffer, from: number, end: number): LineOutcome {
    return this.#isDiscarding ? this.#discard(memory, from, end) : this.#take(memory, from, end);
  }

  #take(memory: Buffer, from: number, end: number): LineOutcome {
    const lineEnd = indexOfLf(memory, from, end);
    const at = lineEnd === -1 ? end : lineEnd + 1;
    if (this.#held.length + at - from > this.#limits.lineOctets) return this.#offend('tooLong', memory, from);
    this.#at = at;
    if (lineEnd === -1) {
      this.#held = Buffer.concat([this.#held, memory.subarray(from, end)]);
      return 'partial';
    }
    const last = lineEnd > from ? memory[lineEnd - 1] : this.#held.at(-1);
    if (last !== cr) return this.#offend('bareLineFeed', memory, at);
    this.#setLine(memory, from, at);
    return 'line';
  }

  /** Without its CRLF, and with what was held of it, which includes the CR when the LF came alone. */
  #setLine(memory: Buffer, from: number, at: number): void {
    const held = this.#held;
    const line = this.#line;
    line.memory = held.length === 0 ? memory : Buffer.concat([held, memory.subarray(from, at)]);
    line.start = held.length === 0 ? from : 0;
    line.end = (held.length === 0 ? at : line.memory.length) - 2;
    this.#held = nothing;
  }

  /** The offence is reported now; `read` goes on at `at` and swallows. */
  #offend(outcome: LineOutcome, memory: Buffer, at: number): LineOutcome {
    const last = at > 0 ? memory[at - 1] : this.#held.at(-1);
    this.#endsInCr = last === cr;
    // A line too long is swallowed from its beginning, so that the count is the same however it was cut.
    this.#discardedOctets = outcome === 'tooLong' ? this.#held.length : 0;
    this.#held = nothing;
    this.#isDiscarding = true;
    this.#at = at;
    return outcome;
  }

  #discard(memory: Buffer, from: number, end: number): LineOutcome {
    const trueEnd = this.#trueEnd(memory, from, end);
    this.#at = trueEnd === -1 ? end : trueEnd;
    this.#isDiscarding = trueEnd === -1;
    this.#endsInCr = memory[end - 1] === cr;
    this.#discardedOctets += this.#at - from;
    return this.#discardedOctets > this.#limits.discardedOctets ? 'flood' : 'partial';
  }

  /** The index after the next CRLF, its CR perhaps in the chunk before, or -1. */
  #trueEnd(memory: Buffer, from: number, end: number): number {
    for (let at = from; ; ) {
      const lineEnd = indexOfLf(memory, at, end);
      if (lineEnd === -1) return -1;
      at = lineEnd + 1;
      if (lineEnd > from ? memory[lineEnd - 1] === cr : this.#endsInCr) return at;
    }
  }
}

/** Or -1. For lines as short as commands this takes less time than a call of `indexOf`, which knows no end either. */
function indexOfLf(memory: Buffer, from: number, end: number): number {
  for (let index = from; index < end; index += 1) if (memory[index] === lf) return index;
  return -1;
}
