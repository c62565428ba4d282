import { createHash, type Hash } from 'node:crypto';

/** Why a message is refused for its header. */
export type HeaderFault = 'too-large' | 'loop';

/** Bounds on a message's header; octets and fields. */
export interface HeaderLimits {
  readonly maxHeaderOctets: number;
  /** RFC 5321 §6.3 asks for at least 100. */
  readonly maxReceivedFields: number;
}

const lineFeed = 0x0a;
const receivedName = 'received:';

/**
 * Watches a message pass until its header ends: counts `Received:` fields, bounds the size, and hashes the header
 * block for the fingerprint. Holds no more of the message than the first octets of a line split between two chunks.
 */
export class HeaderWatch {
  readonly #limits: HeaderLimits;
  readonly #hash: Hash = createHash('sha256');
  #octets = 0;
  #receivedFields = 0;
  /** Beginning of the line under way, lower case, as far as a field name could reach. */
  #lineStart = '';
  #lineOctets = 0;
  #isOver = false;

  constructor(limits: HeaderLimits) {
    this.#limits = limits;
  }

  /** Whether the empty line that ends the header has passed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes the next octets of the message and says what is wrong with its header, if anything is. */
  push(octets: Buffer): HeaderFault | undefined {
    let lineAt = 0;
    while (!this.#isOver && lineAt < octets.length) {
      const feedAt = octets.indexOf(lineFeed, lineAt);
      const end = feedAt === -1 ? octets.length : feedAt + 1;
      this.#readLine(octets, lineAt, end);
      if (feedAt !== -1) this.#endLine();
      lineAt = end;
    }
    this.#hash.update(lineAt === octets.length ? octets : octets.subarray(0, lineAt));
    this.#octets += lineAt;
    if (this.#receivedFields > this.#limits.maxReceivedFields) return 'loop';
    return this.#octets > this.#limits.maxHeaderOctets ? 'too-large' : undefined;
  }

  /** SHA-256 over the header block, empty line included. Call once, after the last `push`. */
  digest(): Buffer {
    return this.#hash.digest();
  }

  #readLine(octets: Buffer, start: number, end: number): void {
    const wanted = receivedName.length - this.#lineStart.length;
    if (wanted > 0) this.#lineStart += octets.toString('latin1', start, Math.min(end, start + wanted));
    this.#lineOctets += end - start;
  }

  #endLine(): void {
    if (this.#lineOctets === 2) this.#isOver = true;
    else if (this.#lineStart.toLowerCase() === receivedName) this.#receivedFields += 1;
    this.#lineStart = '';
    this.#lineOctets = 0;
  }
}
