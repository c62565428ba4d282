// SPDX-License-Identifier: MIT
/**
 * Attributes: what a record has of an alias beyond what every store must understand. They stand in one block, in clear, each
 * as its tag (1 octet), the length of its value (2 octets, big-endian) and the value, in the order of their tags. Stores copy
 * the block without looking into it, the script in Redis too, so a new attribute changes nothing there; and a version of
 * Mayfly that does not know a tag leaves it as it is.
 *
 * What names somebody does not belong here but in what is sealed. Tag 0 is not used.
 */

/** One attribute: its tag, 1 to 255, for good, and how its value stands in octets. */
export interface AttributeKind<Value> {
  readonly tag: number;
  /** At most 65,535 octets. */
  encode(value: Value): Uint8Array;
  decode(octets: Uint8Array): Value;
}

/** The block of an alias that has none. */
export const noAttributes = new Uint8Array(0);

const headOctets = 3;
const maxValueOctets = 0xffff;

/** The value of an attribute; nothing when the block has none of this kind. Throws a RangeError for a damaged block. */
export function readAttribute<Value>(block: Uint8Array, kind: AttributeKind<Value>): Value | undefined {
  for (const { tag, value } of attributesIn(block)) if (tag === kind.tag) return kind.decode(value);
  return undefined;
}

/**
 * The block with an attribute set, or without it where no value is given; the others stay as they are. Throws a RangeError
 * for a damaged block and for a value or a block that is too long.
 */
export function withAttribute<Value>(
  block: Uint8Array,
  kind: AttributeKind<Value>,
  value: Value | undefined,
): Uint8Array {
  const attributes = attributesIn(block).filter(({ tag }) => tag !== kind.tag);
  if (value !== undefined) attributes.push({ tag: kind.tag, value: kind.encode(value) });
  return blockOf(attributes.sort((one, other) => one.tag - other.tag));
}

interface Attribute {
  readonly tag: number;
  readonly value: Uint8Array;
}

function attributesIn(block: Uint8Array): Attribute[] {
  const attributes: Attribute[] = [];
  for (let at = 0; at < block.length; ) {
    const [tag = 0, high, low] = block.subarray(at, at + headOctets);
    if (high === undefined || low === undefined) throw damaged();
    const start = at + headOctets;
    at = start + high * 256 + low;
    if (at > block.length) throw damaged();
    attributes.push({ tag, value: block.subarray(start, at) });
  }
  return attributes;
}

function blockOf(attributes: readonly Attribute[]): Uint8Array {
  const octets = attributes.reduce((sum, { value }) => sum + headOctets + value.length, 0);
  if (octets > maxValueOctets) throw new RangeError('The attributes of an alias are too long');
  const block = new Uint8Array(octets);
  let at = 0;
  for (const { tag, value } of attributes) {
    block.set([tag, value.length >> 8, value.length & 0xff], at);
    block.set(value, at + headOctets);
    at += headOctets + value.length;
  }
  return block;
}

function damaged(): RangeError {
  return new RangeError('The attributes of an alias in the store are damaged');
}
