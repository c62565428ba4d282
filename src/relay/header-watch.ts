// SPDX-License-Identifier: MIT
import { createHash, type Hash, hash } from 'node:crypto';

/** Why a message is refused for its header. */
export type HeaderFault = 'too-large' | 'loop';

/** Bounds on a message's header; octets and fields. */
export interface HeaderLimits {
  readonly maxHeaderOctets: number;
  /** RFC 5321 §6.3 asks for at least 100. */
  readonly maxReceivedFields: number;
}

const lineEnd = '\r\n';
const headerEnd = '\r\n\r\n';
/** Spelt so because the same with the flag `i` takes ten times as long. A bare LF is refused elsewhere. */
const receivedField = /\n[Rr][Ee][Cc][Ee][Ii][Vv][Ee][Dd]:/g;
/**
 * The name of a field of RFC 2369 or RFC 8058, as a field or in what a signature covers (RFC 6376 §3.5, `h=`), be it to say that there is
 * none. Names are never folded. Elsewhere in a header it is as good as never.
 */
const unsubscribeName = /[Ll][Ii][Ss][Tt]-[Uu][Nn][Ss][Uu][Bb][Ss][Cc][Rr][Ii][Bb][Ee]/;
/** One less than `receivedField` matches: of what is looked at again, no match is counted twice. */
const overlap = 9;
/** An id of ours in a trace field, with what proves that it is: `id AAAAAAAAAAAAAAAA.BBBBBBBBBBBB`, perhaps folded. */
const tracedId = /\sid[ \t\r\n]{1,4}([\w-]{16})\.([\w-]{12})(?=[\s;])/g;
/** The length of the longest match, and what stands on both sides of it. */
const tracedIdOverlap = 37;
/** More than any chain of servers writes; what else has the form costs no more than these. */
const maxTracedIds = 200;

/**
 * Watches a message pass until its header ends: counts `Received:` fields, bounds the size, and hashes the header
 * block for the fingerprint. Looks at whole chunks, for a look at each line would make a header of short lines dear.
 * Holds no more of the message than its last octets.
 */
export class HeaderWatch {
  readonly #limits: HeaderLimits;
  readonly #isOwnTrace: (id: string, tag: string) => boolean;
  /** Only for a header that comes in several pieces: a hash of one piece costs a third. */
  #hash: Hash | undefined;
  /** Of a header that came in one piece. */
  #digest: Buffer | undefined;
  #octets = 0;
  #receivedFields = 0;
  /** The last octets before the next chunk, one character each. The header begins as a line does. */
  #before = lineEnd;
  #beforeId = '';
  #tracedIds = 0;
  #isOver = false;
  #namesUnsubscribe = false;

  /** `isOwnTrace`: whether an id and what follows it show that the message has passed here before on the same way. */
  constructor(limits: HeaderLimits, isOwnTrace: (id: string, tag: string) => boolean = () => false) {
    this.#limits = limits;
    this.#isOwnTrace = isOwnTrace;
  }

  /** Whether the empty line that ends the header has passed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether what has passed has a field by which a reader unsubscribes, or is signed for having none. */
  get namesUnsubscribe(): boolean {
    return this.#namesUnsubscribe;
  }

  /** Octets of the header that have passed. */
  get octets(): number {
    return this.#octets;
  }

  /** Takes the next octets of the message and says what is wrong with its header, if anything is. */
  push(octets: Buffer): HeaderFault | undefined {
    if (this.#isOver) return undefined;
    const end = this.#endIn(octets);
    this.#isOver = end !== undefined;
    const passed = end ?? octets.length;
    const came = octets.toString('latin1', 0, passed);
    const text = this.#before + came;
    this.#before = text.slice(-overlap);
    this.#octets += passed;
    this.#receivedFields += text.match(receivedField)?.length ?? 0;
    this.#digestOf(octets.subarray(0, passed));
    if (this.#receivedFields > this.#limits.maxReceivedFields || this.#hasOwnTrace(came)) return 'loop';
    return this.#octets > this.#limits.maxHeaderOctets ? 'too-large' : undefined;
  }

  /** SHA-256 over the header block, empty line included. Call once, after the last `push`. */
  digest(): Buffer {
    return this.#digest ?? (this.#hash ?? createHash('sha256')).digest();
  }

  /** A match that is seen twice, for it stands where two chunks meet, costs a look and does no harm. */
  #hasOwnTrace(came: string): boolean {
    const text = this.#beforeId + came;
    this.#beforeId = text.slice(-tracedIdOverlap);
    this.#namesUnsubscribe ||= unsubscribeName.test(text);
    for (const [, id = '', tag = ''] of text.matchAll(tracedId)) {
      if (this.#tracedIds >= maxTracedIds) return false;
      this.#tracedIds += 1;
      if (this.#isOwnTrace(id, tag)) return true;
    }
    return false;
  }

  #digestOf(header: Buffer): void {
    if (this.#isOver && this.#hash === undefined) {
      this.#digest = Buffer.from(hash('sha256', header, 'binary'), 'binary');
      return;
    }
    this.#hash ??= createHash('sha256');
    this.#hash.update(header);
  }

  /** The index after the empty line, if these octets complete or contain it. */
  #endIn(octets: Buffer): number | undefined {
    const split = (this.#before + octets.toString('latin1', 0, headerEnd.length - 1)).indexOf(headerEnd);
    const at = split === -1 ? octets.indexOf(headerEnd) : split - this.#before.length;
    return split === -1 && at === -1 ? undefined : at + headerEnd.length;
  }
}
