// SPDX-License-Identifier: MIT
/**
 * The stored form of a block. Its name is its kind (`t` target, `s` SMTP, `h` HTTP, `o` opted out) and its text, in ASCII:
 * `t@shop.example`, `s192.0.2.0/24`; so what is blocked is in clear, but for mailboxes, of which the text is a keyed hash.
 *
 * | field      | octets |
 * |------------|--------|
 * | version: 1 | 1      |
 * | addedAt    | 6      |
 */
import { type Block, type BlockEntry, type BlockKind, blockKinds } from '../alias/ports.ts';
import { encodeUint } from './record.ts';

const version = 1;
const recordOctets = 7;

/** The record of a block that is added at an instant, ms. */
export function encodeBlock(addedAt: number): Buffer {
  return Buffer.concat([Buffer.of(version), encodeUint(addedAt)]);
}

/** A block of its name and record. Throws an Error for another version and for what is damaged. */
export function decodeBlock(name: string, octets: Uint8Array): BlockEntry {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const kind = blockKinds.find((one) => letterOf(one) === name[0]);
  if (kind === undefined || buffer[0] !== version || buffer.length !== recordOctets)
    throw new Error('a block in the store is damaged or of an unknown version');
  return { kind, text: name.slice(1), addedAt: buffer.readUIntBE(1, recordOctets - 1) };
}

/** The name of a block, at most 255 octets. Throws a RangeError for a longer one. */
export function formatBlockName({ kind, text }: Block): string {
  const name = `${letterOf(kind)}${text}`;
  if (name.length > 255) throw new RangeError('The text of a block is too long');
  return name;
}

function letterOf(kind: BlockKind): string {
  return kind.charAt(0);
}
