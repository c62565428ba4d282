// SPDX-License-Identifier: MIT
/**
 * The stored form of an alias. It is what ten million aliases cost on disk, hence octets and not JSON.
 *
 * | field                                                                     | octets                |
 * |---------------------------------------------------------------------------|-----------------------|
 * | version: 1 or 2                                                           | 1                     |
 * | flags: paused, clock starts at the first use, which of those follow       | 2                     |
 * | in version 2: state, as in `aliasStates`                                  | 1                     |
 * | createdAt, delivered                                                      | 6 each                |
 * | each limit and instant that is not null, in the order of `nullableFields` | 6 each                |
 * | tokenHash                                                                 | 1 + length            |
 * | how many uses are pending                                                 | 2                     |
 * | of each: reservation, fingerprint, instance; spentAt; flags               | 1 + length each; 6; 1 |
 * | in version 2: attributes                                                  | 2 + length            |
 * | sealed                                                                    | the rest              |
 *
 * Numbers are unsigned and big-endian. A record of no octets is a tombstone. The flag `paused` is of version 1 alone.
 *
 * Version 2 is written only for an alias that version 1 cannot hold: one with attributes, or unconfirmed. All others stay
 * readable for a Mayfly that knows version 1 alone, so that nodes on one Redis can be upgraded one after the other.
 */
import { type AliasRecord, type AliasState, aliasStates, type PendingUse } from '../alias/alias.ts';
import { noAttributes } from '../alias/attributes.ts';

/** Octets of an instant, a duration or a counter. Instants fit until the year 10889. */
const numberOctets = 6;
/** `maxUses`, `validFrom`, `validUntil`, `validForMs`, `idleForMs`, `firstDeliveryAt`, `lastDeliveryAt`: one bit each in the flags. */
const nullableFields = 7;

const pausedFlag = 1 << 14;
const firstUseFlag = 1 << 15;
const inDoubtFlag = 1 << 0;
const wasInDoubtFlag = 1 << 1;

/** Encodes a record. Throws a RangeError for a negative or too large number, or a text of more than 255 octets. */
export function encodeRecord(record: AliasRecord): Buffer {
  const writer = new Writer(maxOctets(record));
  const isFirst = fitsVersion1(record);
  writer.uint(isFirst ? 1 : 2, 1);
  writer.uint(flagsOf(record) | (isFirst && record.state === 'paused' ? pausedFlag : 0), 2);
  if (!isFirst) writer.uint(aliasStates.indexOf(record.state), 1);
  writer.uint(record.createdAt);
  writer.uint(record.delivered);
  writer.nullable(record.maxUses);
  writer.nullable(record.validFrom);
  writer.nullable(record.validUntil);
  writer.nullable(record.validForMs);
  writer.nullable(record.idleForMs);
  writer.nullable(record.firstDeliveryAt);
  writer.nullable(record.lastDeliveryAt);
  writer.uint(record.tokenHash.length, 1);
  writer.octets(record.tokenHash);
  writer.uint(record.pending.length, 2);
  for (const use of record.pending) writeUse(writer, use);
  if (!isFirst) {
    writer.uint(record.attributes.length, 2);
    writer.octets(record.attributes);
  }
  writer.octets(record.sealed);
  return writer.written();
}

/** Decodes what `encodeRecord` gave; the result may share its memory. Throws for other versions and truncated records. */
export function decodeRecord(octets: Uint8Array): AliasRecord {
  const reader = new Reader(octets);
  const version = reader.uint(1);
  if (version !== 1 && version !== 2)
    throw new RangeError('An alias in the store is of an unknown version: a later Mayfly wrote it');
  const flags = reader.uint(2);
  // Read in the order in which they are written here, which is that of the format.
  return {
    state: version === 1 ? (flags & pausedFlag ? 'paused' : 'active') : stateOf(reader.uint(1)),
    clock: flags & firstUseFlag ? 'first-use' : 'creation',
    createdAt: reader.uint(),
    delivered: reader.uint(),
    maxUses: reader.nullable(flags & 1),
    validFrom: reader.nullable(flags & 2),
    validUntil: reader.nullable(flags & 4),
    validForMs: reader.nullable(flags & 8),
    idleForMs: reader.nullable(flags & 16),
    firstDeliveryAt: reader.nullable(flags & 32),
    lastDeliveryAt: reader.nullable(flags & 64),
    tokenHash: reader.octets(),
    pending: readUses(reader),
    attributes: version === 1 ? noAttributes : reader.octets(2),
    sealed: reader.rest(),
  };
}

/** A number as it stands in a record, or at the start of a key that is ordered by it. */
export function encodeUint(number: number, octets = numberOctets): Buffer {
  const encoded = Buffer.allocUnsafe(octets);
  encoded.writeUIntBE(number, 0, octets);
  return encoded;
}

function fitsVersion1({ state, attributes }: AliasRecord): boolean {
  return state !== 'unconfirmed' && attributes.length === 0;
}

function stateOf(number: number): AliasState {
  const state = aliasStates[number];
  if (state === undefined)
    throw new RangeError('An alias in the store has an unknown state: a later Mayfly wrote it');
  return state;
}

function flagsOf(record: AliasRecord): number {
  return (
    (record.clock === 'first-use' ? firstUseFlag : 0) |
    (record.maxUses === null ? 0 : 1) |
    (record.validFrom === null ? 0 : 2) |
    (record.validUntil === null ? 0 : 4) |
    (record.validForMs === null ? 0 : 8) |
    (record.idleForMs === null ? 0 : 16) |
    (record.firstDeliveryAt === null ? 0 : 32) |
    (record.lastDeliveryAt === null ? 0 : 64)
  );
}

class Reader {
  readonly #buffer: Buffer;
  #position = 0;

  constructor(source: Uint8Array) {
    this.#buffer = Buffer.isBuffer(source)
      ? source
      : Buffer.from(source.buffer, source.byteOffset, source.length);
  }

  uint(length = numberOctets): number {
    const start = this.#advance(length);
    return this.#buffer.readUIntBE(start, length);
  }

  nullable(isThere: number): number | null {
    return isThere === 0 ? null : this.uint();
  }

  /** Octets after their length, which is `lengthOctets` long. */
  octets(lengthOctets = 1): Buffer {
    const start = this.#advance(this.uint(lengthOctets));
    return this.#buffer.subarray(start, this.#position);
  }

  text(): string {
    const start = this.#advance(this.uint(1));
    return this.#buffer.toString('utf8', start, this.#position);
  }

  rest(): Buffer {
    return this.#buffer.subarray(this.#position);
  }

  #advance(length: number): number {
    const start = this.#position;
    this.#position += length;
    if (this.#position > this.#buffer.length) throw new RangeError('An alias in the store is incomplete');
    return start;
  }
}

/** Writes into one piece of memory, since a record is encoded twice for each message. */
class Writer {
  readonly #buffer: Buffer;
  #position = 0;

  constructor(maxOctets: number) {
    this.#buffer = Buffer.allocUnsafe(maxOctets);
  }

  uint(number: number, length = numberOctets): void {
    this.#position = this.#buffer.writeUIntBE(number, this.#position, length);
  }

  nullable(number: number | null): void {
    if (number !== null) this.uint(number);
  }

  octets(octets: Uint8Array): void {
    this.#buffer.set(octets, this.#position);
    this.#position += octets.length;
  }

  text(text: string): void {
    const length = this.#buffer.write(text, this.#position + 1);
    this.#position = this.#buffer.writeUInt8(length, this.#position) + length;
  }

  written(): Buffer {
    return this.#buffer.subarray(0, this.#position);
  }
}

/** As many octets as a record can have. One UTF-16 unit is three octets of UTF-8 at most. */
function maxOctets({ tokenHash, pending, attributes, sealed }: AliasRecord): number {
  let max = 9 + (2 + nullableFields) * numberOctets + tokenHash.length + attributes.length + sealed.length;
  for (const { reservation, fingerprint, instance } of pending)
    max += 4 + numberOctets + (reservation.length + fingerprint.length + instance.length) * 3;
  return max;
}

function writeUse(writer: Writer, use: PendingUse): void {
  writer.text(use.reservation);
  writer.text(use.fingerprint);
  writer.text(use.instance);
  writer.uint(use.spentAt);
  writer.uint((use.isInDoubt ? inDoubtFlag : 0) | (use.wasInDoubt ? wasInDoubtFlag : 0), 1);
}

const noUses: readonly PendingUse[] = [];

function readUses(reader: Reader): readonly PendingUse[] {
  let left = reader.uint(2);
  if (left === 0) return noUses;
  const uses: PendingUse[] = [];
  for (; left > 0; left--) uses.push(readUse(reader));
  return uses;
}

function readUse(reader: Reader): PendingUse {
  const reservation = reader.text();
  const fingerprint = reader.text();
  const instance = reader.text();
  const spentAt = reader.uint();
  const flags = reader.uint(1);
  return {
    reservation,
    fingerprint,
    instance,
    spentAt,
    isInDoubt: (flags & inDoubtFlag) !== 0,
    wasInDoubt: (flags & wasInDoubtFlag) !== 0,
  };
}
