/** What a command line came to: a whole line, nothing yet, or an offence; the rest of an offending line is swallowed. */
export type LineOutcome = 'line' | 'partial' | 'bareLineFeed' | 'tooLong' | 'flood';

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
  #held = nothing;
  #line = nothing;
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

  /** The line last read, without its CRLF; valid until the next `read`. */
  get line(): Buffer {
    return this.#line;
  }

  /** Reads from `from` to the end of a line, an offence, or the end of the chunk; `at` is where to go on. */
  read(chunk: Buffer, from: number): { readonly outcome: LineOutcome; readonly at: number } {
    return this.#isDiscarding ? this.#discard(chunk, from) : this.#take(chunk, from);
  }

  #take(chunk: Buffer, from: number): { readonly outcome: LineOutcome; readonly at: number } {
    const lineEnd = chunk.indexOf(lf, from);
    const at = lineEnd === -1 ? chunk.length : lineEnd + 1;
    if (this.#held.length + at - from > this.#limits.lineOctets) return this.#offend('tooLong', chunk, from);
    if (lineEnd === -1) {
      this.#held = Buffer.concat([this.#held, chunk.subarray(from)]);
      return { outcome: 'partial', at };
    }
    const last = lineEnd > from ? chunk[lineEnd - 1] : this.#held.at(-1);
    if (last !== cr) return this.#offend('bareLineFeed', chunk, at);
    const whole =
      this.#held.length === 0
        ? chunk.subarray(from, at)
        : Buffer.concat([this.#held, chunk.subarray(from, at)]);
    this.#line = whole.subarray(0, -2);
    this.#held = nothing;
    return { outcome: 'line', at };
  }

  /** The offence is reported now; `read` goes on at `at` and swallows. */
  #offend(
    outcome: LineOutcome,
    chunk: Buffer,
    at: number,
  ): { readonly outcome: LineOutcome; readonly at: number } {
    const last = at > 0 ? chunk[at - 1] : this.#held.at(-1);
    this.#endsInCr = last === cr;
    // A line too long is swallowed from its beginning, so that the count is the same however it was cut.
    this.#discardedOctets = outcome === 'tooLong' ? this.#held.length : 0;
    this.#held = nothing;
    this.#isDiscarding = true;
    return { outcome, at };
  }

  #discard(chunk: Buffer, from: number): { readonly outcome: LineOutcome; readonly at: number } {
    const end = this.#trueEnd(chunk, from);
    const at = end === -1 ? chunk.length : end;
    this.#isDiscarding = end === -1;
    this.#endsInCr = chunk.at(-1) === cr;
    this.#discardedOctets += at - from;
    const isFlood = this.#discardedOctets > this.#limits.discardedOctets;
    return { outcome: isFlood ? 'flood' : 'partial', at };
  }

  /** The index after the next CRLF, its CR perhaps in the chunk before, or -1. */
  #trueEnd(chunk: Buffer, from: number): number {
    for (let at = from; ; ) {
      const lineEnd = chunk.indexOf(lf, at);
      if (lineEnd === -1) return -1;
      at = lineEnd + 1;
      if (lineEnd > from ? chunk[lineEnd - 1] === cr : this.#endsInCr) return at;
    }
  }
}
