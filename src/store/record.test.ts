// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeVersion1 } from '../../test/support/version-1.ts';
import { type AliasRecord, aliasStates } from '../alias/alias.ts';
import { noAttributes } from '../alias/attributes.ts';
import { decodeRecord, encodeRecord } from './record.ts';

const number = fc.nat({ max: 2 ** 48 - 1 });
const text = fc.string({ maxLength: 60, unit: 'grapheme-ascii' });
const octets = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

const recordArbitrary: fc.Arbitrary<AliasRecord> = fc.record(
  {
    maxUses: fc.option(number),
    validFrom: fc.option(number),
    validUntil: fc.option(number),
    validForMs: fc.option(number),
    idleForMs: fc.option(number),
    clock: fc.constantFrom('creation', 'first-use'),
    state: fc.constantFrom('active', 'paused', 'unconfirmed'),
    createdAt: number,
    firstDeliveryAt: fc.option(number),
    lastDeliveryAt: fc.option(number),
    delivered: number,
    pending: fc.array(
      fc.record(
        {
          reservation: text,
          fingerprint: text,
          instance: text,
          spentAt: number,
          isInDoubt: fc.boolean(),
          wasInDoubt: fc.boolean(),
        },
        { noNullPrototype: true },
      ),
    ),
    tokenHash: octets(64),
    attributes: fc.oneof(fc.constant(noAttributes), octets(400)),
    sealed: octets(300),
  },
  { noNullPrototype: true },
);

const sample: AliasRecord = {
  maxUses: 3,
  validFrom: null,
  validUntil: 1_800_000_000_000,
  validForMs: null,
  idleForMs: null,
  clock: 'creation',
  state: 'paused',
  createdAt: 1_700_000_000_000,
  firstDeliveryAt: null,
  lastDeliveryAt: null,
  delivered: 1,
  pending: [
    {
      reservation: 'r',
      fingerprint: 'fp',
      instance: '7.x',
      spentAt: 258,
      isInDoubt: true,
      wasInDoubt: false,
    },
  ],
  tokenHash: Buffer.of(0xaa, 0xbb),
  attributes: noAttributes,
  sealed: Buffer.of(0xcc),
};

test('every record decodes to what was encoded', () => {
  fc.assert(
    fc.property(recordArbitrary, (record) =>
      assert.deepEqual(comparable(decodeRecord(encodeRecord(record))), comparable(record)),
    ),
  );
});

test('an alias that version 1 can hold is read by a Mayfly that knows no other, and any other is refused by it', () => {
  fc.assert(
    fc.property(recordArbitrary, (record) => {
      const encoded = encodeRecord(record);
      if (record.state === 'unconfirmed' || record.attributes.length > 0)
        return assert.throws(() => decodeVersion1(encoded), /unknown version/);
      assert.deepEqual(
        comparable({ ...decodeVersion1(encoded), attributes: noAttributes }),
        comparable(record),
      );
    }),
  );
});

test('the octets of a record with attributes are those of version 2', () => {
  const expected = [
    '02 0005 02 018bcfe56800 000000000001 000000000003 01a3185c5000',
    '02aabb 0001 0172 026670 03372e78 000000000102 01 0004 05000177 cc',
  ].join('');
  const record: AliasRecord = { ...sample, state: 'unconfirmed', attributes: Buffer.of(5, 0, 1, 0x77) };
  assert.equal(encodeRecord(record).toString('hex'), expected.replaceAll(' ', ''));
});

test('each state has the number that stores in use have for it', () => {
  const numbers = aliasStates.map((state) => {
    const octets = encodeRecord({ ...sample, state, attributes: Buffer.of(5, 0, 1, 0x77) });
    assert.equal(decodeRecord(octets).state, state);
    return [state, octets[3]];
  });
  assert.deepEqual(Object.fromEntries(numbers), { active: 0, paused: 1, unconfirmed: 2 });
});

test('the octets of a record are those of version 1, which stores in use depend on', () => {
  const expected = [
    '01 4005 018bcfe56800 000000000001 000000000003 01a3185c5000',
    '02aabb 0001 0172 026670 03372e78 000000000102 01 cc',
  ].join('');
  assert.equal(encodeRecord(sample).toString('hex'), expected.replaceAll(' ', ''));
});

test('a record that was cut short or is of another version is refused', () => {
  const encoded = encodeRecord(sample);
  for (let length = 0; length < encoded.length - sample.sealed.length; length++)
    assert.throws(() => decodeRecord(encoded.subarray(0, length)), RangeError, `${length} octets`);
  assert.throws(() => decodeRecord(Buffer.concat([Buffer.of(3), encoded.subarray(1)])), RangeError);
  const second = encodeRecord({ ...sample, attributes: Buffer.of(5, 0, 1, 0x77) });
  for (let length = 0; length < second.length - sample.sealed.length; length++)
    assert.throws(
      () => decodeRecord(second.subarray(0, length)),
      RangeError,
      `${length} octets of version 2`,
    );
  const ofAnotherState = Buffer.from(second);
  ofAnotherState[3] = 3;
  assert.throws(() => decodeRecord(ofAnotherState), /unknown state/);
});

test('numbers and texts that do not fit are refused, not cut', () => {
  assert.throws(() => encodeRecord({ ...sample, createdAt: -1 }), RangeError);
  assert.throws(() => encodeRecord({ ...sample, maxUses: 2 ** 48 }), RangeError);
  assert.throws(() => encodeRecord({ ...sample, tokenHash: Buffer.alloc(256) }), RangeError);
});

test('an alias with a usual policy takes less than 140 octets, its key apart', () => {
  const usual = { ...sample, pending: [], tokenHash: Buffer.alloc(16), sealed: Buffer.alloc(93) };
  assert.ok(encodeRecord(usual).length < 140, `${encodeRecord(usual).length}`);
});

function comparable({ tokenHash, attributes, sealed, ...fields }: AliasRecord): object {
  return {
    ...fields,
    octets: [tokenHash, attributes, sealed].map((each) => Buffer.from(each).toString('hex')),
  };
}
