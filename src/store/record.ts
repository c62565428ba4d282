/**
 * The stored form of an alias. It is what ten million aliases cost on disk, hence octets and not JSON.
 *
 * | field                                                                     | octets             |
 * |---------------------------------------------------------------------------|--------------------|
 * | version                                                                   | 1                  |
 * | flags: paused, clock starts at the first use, which of `nullable` follow  | 2                  |
 * | createdAt, delivered                                                      | 6 each             |
 * | each of `nullable` that is not null                                       | 6 each             |
 * | tokenHash                                                                 | 1 + length         |
 * | how many uses are pending                                                 | 2                  |
 * | of each: reservation, fingerprint, owner; spentAt; flags                  | 1 + length each; 6; 1 |
 * | sealed                                                                    | the rest           |
 *
 * Numbers are unsigned and big-endian. A record of no octets is a tombstone.
 */
import type { AliasRecord, PendingUse } from '../alias/alias.ts';

const version = 1;
/** Octets of an instant, a duration or a counter. Instants fit until the year 10889. */
const numberOctets = 6;

/** The order of these is the format. */
const nullable = [
  'maxUses',
  'validFrom',
  'validUntil',
  'validForMs',
  'idleForMs',
  'firstDeliveryAt',
  'lastDeliveryAt',
] as const;
type Nullable = (typeof nullable)[number];

const pausedFlag = 1 << 14;
const firstUseFlag = 1 << 15;
const inDoubtFlag = 1 << 0;
const wasInDoubtFlag = 1 << 1;

/** Encodes a record. Throws a RangeError for a negative or too large number, or a text of more than 255 octets. */
export function encodeRecord(record: AliasRecord): Buffer {
  let flags =
    (record.state === 'paused' ? pausedFlag : 0) | (record.clock === 'first-use' ? firstUseFlag : 0);
  for (const [bit, name] of nullable.entries()) if (record[name] !== null) flags |= 1 << bit;
  const writer = createWriter(mostOctets(record));
  writer.uint(version, 1);
  writer.uint(flags, 2);
  writer.uint(record.createdAt);
  writer.uint(record.delivered);
  for (const name of nullable) {
    const value = record[name];
    if (value !== null) writer.uint(value);
  }
  writer.uint(record.tokenHash.length, 1);
  writer.octets(record.tokenHash);
  writer.uint(record.pending.length, 2);
  for (const use of record.pending) writeUse(writer, use);
  writer.octets(record.sealed);
  return writer.written();
}

/** Decodes what `encodeRecord` gave; the result may share its memory. Throws for other versions and truncated records. */
export function decodeRecord(octets: Uint8Array): AliasRecord {
  const reader = createReader(octets);
  if (reader.uint(1) !== version) throw new RangeError('An alias in the store is of an unknown version');
  const flags = reader.uint(2);
  const createdAt = reader.uint();
  const delivered = reader.uint();
  const limits = {} as Record<Nullable, number | null>;
  for (const [bit, name] of nullable.entries()) limits[name] = flags & (1 << bit) ? reader.uint() : null;
  const tokenHash = reader.octets();
  const pending: PendingUse[] = [];
  for (let left = reader.uint(2); left > 0; left--) pending.push(decodeUse(reader));
  return {
    ...limits,
    state: flags & pausedFlag ? 'paused' : 'active',
    clock: flags & firstUseFlag ? 'first-use' : 'creation',
    createdAt,
    delivered,
    tokenHash,
    pending,
    sealed: reader.rest(),
  };
}

/** A number as it stands in a record, or at the start of a key that is ordered by it. */
export function encodeUint(number: number, octets = numberOctets): Buffer {
  const encoded = Buffer.allocUnsafe(octets);
  encoded.writeUIntBE(number, 0, octets);
  return encoded;
}

type Reader = ReturnType<typeof createReader>;

function createReader(source: Uint8Array) {
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.length);
  let position = 0;
  const advance = (length: number) => {
    const start = position;
    position += length;
    if (position > buffer.length) throw new RangeError('An alias in the store is incomplete');
    return start;
  };
  const uint = (length = numberOctets) => buffer.readUIntBE(advance(length), length);
  const take = (length: number) => buffer.subarray(advance(length), position);
  const octets = () => take(uint(1));
  return { uint, octets, text: () => octets().toString(), rest: () => take(buffer.length - position) };
}

type Writer = ReturnType<typeof createWriter>;

/** Writes into one piece of memory, since a record is encoded twice for each message. */
function createWriter(mostOctets: number) {
  const buffer = Buffer.allocUnsafe(mostOctets);
  let position = 0;
  return {
    uint(number: number, length = numberOctets) {
      position = buffer.writeUIntBE(number, position, length);
    },
    octets(octets: Uint8Array) {
      buffer.set(octets, position);
      position += octets.length;
    },
    text(text: string) {
      const length = buffer.write(text, position + 1);
      position = buffer.writeUInt8(length, position) + length;
    },
    written: () => buffer.subarray(0, position),
  };
}

/** As many octets as a record can have. One UTF-16 unit is three octets of UTF-8 at most. */
function mostOctets({ tokenHash, pending, sealed }: AliasRecord): number {
  let most = 6 + (2 + nullable.length) * numberOctets + tokenHash.length + sealed.length;
  for (const { reservation, fingerprint, owner } of pending)
    most += 4 + numberOctets + (reservation.length + fingerprint.length + owner.length) * 3;
  return most;
}

function writeUse(writer: Writer, use: PendingUse): void {
  writer.text(use.reservation);
  writer.text(use.fingerprint);
  writer.text(use.owner);
  writer.uint(use.spentAt);
  writer.uint((use.isInDoubt ? inDoubtFlag : 0) | (use.wasInDoubt ? wasInDoubtFlag : 0), 1);
}

function decodeUse(reader: Reader): PendingUse {
  const reservation = reader.text();
  const fingerprint = reader.text();
  const owner = reader.text();
  const spentAt = reader.uint();
  const flags = reader.uint(1);
  return {
    reservation,
    fingerprint,
    owner,
    spentAt,
    isInDoubt: (flags & inDoubtFlag) !== 0,
    wasInDoubt: (flags & wasInDoubtFlag) !== 0,
  };
}
