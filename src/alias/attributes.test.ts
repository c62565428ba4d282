// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AttributeKind, noAttributes, readAttribute, withAttribute } from './attributes.ts';

const text = (tag: number): AttributeKind<string> => ({
  tag,
  encode: (value) => new TextEncoder().encode(value),
  decode: (octets) => new TextDecoder().decode(octets),
});

test('an attribute stands as tag, length and value, in the order of tags, whatever came first', () => {
  const block = withAttribute(withAttribute(noAttributes, text(7), 'later'), text(2), 'é');
  assert.equal(Buffer.from(block).toString('hex'), '020002c3a90700056c61746572');
  assert.equal(readAttribute(block, text(2)), 'é');
  assert.equal(readAttribute(block, text(7)), 'later');
  assert.equal(readAttribute(block, text(3)), undefined);
});

test('setting one attribute changes no other, not even one whose tag nobody knows', () => {
  const value = fc.option(fc.string(), { nil: undefined });
  const settings = fc.array(fc.tuple(fc.integer({ min: 1, max: 255 }), value), { maxLength: 20 });
  fc.assert(
    fc.property(settings, (all) => {
      const model = new Map<number, string>();
      let block: Uint8Array = noAttributes;
      for (const [tag, setTo] of all) {
        block = withAttribute(block, text(tag), setTo);
        if (setTo === undefined) model.delete(tag);
        else model.set(tag, setTo);
      }
      for (let tag = 1; tag <= 255; tag++) assert.equal(readAttribute(block, text(tag)), model.get(tag));
      assert.equal(block.length === 0, model.size === 0);
    }),
  );
});

test('a block that was cut off is refused, and so is one that would be too long', () => {
  const block = withAttribute(noAttributes, text(1), 'value');
  for (let end = 1; end < block.length; end++)
    assert.throws(() => readAttribute(block.subarray(0, end), text(9)), RangeError, `${end}`);
  assert.equal(
    readAttribute(withAttribute(noAttributes, text(1), 'x'.repeat(65_532)), text(1))?.length,
    65_532,
  );
  assert.throws(() => withAttribute(noAttributes, text(1), 'x'.repeat(65_533)), RangeError);
});
