// SPDX-License-Identifier: MIT
import type { Inspection } from '../inspect/inspector.ts';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import { TransferDecoder } from '../smtp/wire/transfer-decoder.ts';

/** Size of the blocks in which the body is handed on, octets: so many small segments cost no more than few large ones. */
const blockOctets = 65_536;
/** What is set aside for a header at first. */
const leastHeaderOctets = 8192;
const nothing = Buffer.alloc(0);
const headerEnd = Buffer.from('\r\n\r\n');
const emptyLine = Buffer.from('\r\n');

/**
 * Gives one message to its inspections beside the next hop: decodes it from transfer form and copies it once, into blocks
 * that all inspections share. Holds the header block, which its caller bounds, then one block of the body at a time.
 */
export class InspectionTee {
  readonly #inspections: readonly Inspection[];
  readonly #onRefusal: (reply: Reply) => void;
  readonly #decoder = new TransferDecoder();
  #block: Buffer = nothing;
  #filled = 0;
  #isHeaderOver = false;
  /** Nothing that an inspection says counts any longer. */
  #isOver = false;

  /** `onRefusal` hears of a message that is refused for its header, perhaps while its body still comes. */
  constructor(inspections: readonly Inspection[], onRefusal: (reply: Reply) => void) {
    this.#inspections = inspections;
    this.#onRefusal = onRefusal;
  }

  /** Takes the next mail data, which is not referred to any longer when this returns. A promise holds the originator back. */
  write(octets: TransferOctets): void | Promise<void> {
    const slow: Promise<void>[] = [];
    for (const piece of this.#decoder.decode(octets))
      if (this.#isHeaderOver) this.#addToBody(piece, slow);
      else this.#addToHeader(piece, slow);
    return slow.length === 0 ? undefined : Promise.all(slow).then(() => undefined);
  }

  /** The message is complete: the first reply that refuses it, in the order of the inspections. */
  async end(): Promise<Reply | undefined> {
    const slow: Promise<void>[] = [];
    if (!this.#isHeaderOver) this.#endHeader(this.#filled);
    this.#flush(slow);
    await Promise.all(slow);
    const verdicts = await Promise.all(this.#inspections.map((inspection) => inspection.end()));
    // A refusal of the header that is still to come would cut the next hop after the dot.
    this.#isOver = true;
    return verdicts.find((reply) => reply !== undefined);
  }

  /** No verdict is wanted any longer. */
  abort(): void {
    this.#isOver = true;
    for (const inspection of this.#inspections) inspection.abort();
  }

  #addToHeader(piece: Buffer, slow: Promise<void>[]): void {
    const searchFrom = Math.max(0, this.#filled - headerEnd.length + 1);
    this.#makeRoom(piece.length);
    this.#filled += piece.copy(this.#block, this.#filled);
    const held = this.#block.subarray(0, this.#filled);
    const end = endOfHeader(held, searchFrom);
    if (end === undefined) return;
    const body = Buffer.from(held.subarray(end));
    this.#endHeader(end);
    this.#addToBody(body, slow);
  }

  #makeRoom(octets: number): void {
    const wanted = this.#filled + octets;
    if (wanted <= this.#block.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(leastHeaderOctets, wanted, 2 * this.#block.length));
    this.#block.copy(larger, 0, 0, this.#filled);
    this.#block = larger;
  }

  #endHeader(octets: number): void {
    const header = this.#block.subarray(0, octets);
    this.#isHeaderOver = true;
    this.#release();
    for (const inspection of this.#inspections) {
      // The one before has refused the message.
      if (this.#isOver) return;
      const verdict = inspection.header(header);
      if (verdict instanceof Promise) verdict.then((reply) => this.#refuse(reply));
      else this.#refuse(verdict);
    }
  }

  #refuse(reply: Reply | undefined): void {
    if (reply !== undefined && !this.#isOver) this.#onRefusal(reply);
  }

  #addToBody(piece: Buffer, slow: Promise<void>[]): void {
    for (let from = 0; from < piece.length; ) {
      if (this.#block.length === 0) this.#block = Buffer.allocUnsafeSlow(blockOctets);
      const copied = piece.copy(this.#block, this.#filled, from);
      this.#filled += copied;
      from += copied;
      if (this.#filled === this.#block.length) this.#flush(slow);
    }
  }

  #flush(slow: Promise<void>[]): void {
    if (this.#filled === 0) return;
    const full = this.#block.subarray(0, this.#filled);
    this.#release();
    if (this.#isOver) return;
    for (const inspection of this.#inspections) {
      const taken = inspection.write(full);
      if (taken !== undefined) slow.push(taken);
    }
  }

  /** The block now belongs to the inspections. */
  #release(): void {
    this.#block = nothing;
    this.#filled = 0;
  }
}

/** Index after the empty line that ends the header, which may be the first line (RFC 5322 §2.1). */
function endOfHeader(octets: Buffer, searchFrom: number): number | undefined {
  if (octets.subarray(0, emptyLine.length).equals(emptyLine)) return emptyLine.length;
  const at = octets.indexOf(headerEnd, searchFrom);
  return at === -1 ? undefined : at + headerEnd.length;
}
