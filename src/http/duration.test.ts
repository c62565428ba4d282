// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from './duration.ts';

const durations: readonly [text: string, ms: number][] = [
  ['P3D', 259_200_000],
  ['P1W', 604_800_000],
  ['P1W2D', 777_600_000],
  ['PT12H', 43_200_000],
  ['PT5M', 300_000],
  ['PT0.5S', 500],
  ['PT0,5S', 500],
  ['P0.5D', 43_200_000],
  ['P1DT6H30M15S', 109_815_000],
  ['P0D', 0],
];

const mistakes: readonly [text: string, fault: string][] = [
  ['P1Y', 'calendarDuration'],
  ['P2M', 'calendarDuration'],
  ['P1Y2M3DT4H', 'calendarDuration'],
  ...[
    '',
    'P',
    'PT',
    'P1',
    '3D',
    'P-3D',
    '-P3D',
    '+P3D',
    'P3DT',
    'PT3D',
    'P1H',
    'P1D1W',
    'PT1S1M',
    'p3d',
    ' P3D',
    'P3D\n',
    'P1.5DT1H',
    'P.5D',
    'P1.D',
    'P1e3D',
    'P٣D',
    `P${'9'.repeat(13)}D`,
  ].map((text): [string, string] => [text, 'notADuration']),
];

describe('an ISO 8601 duration', () => {
  for (const [text, ms] of durations)
    it(`${text} is ${ms} ms`, () => assert.deepEqual(parseDuration(text), { ms }));

  for (const [text, fault] of mistakes)
    it(`${JSON.stringify(text)} is refused`, () => {
      assert.deepEqual(parseDuration(text), { fault });
    });

  it('is the sum of its parts', () => {
    const part = fc.nat({ max: 100_000 });
    fc.assert(
      fc.property(fc.tuple(part, part, part, part, part), ([w, d, h, m, s]) => {
        const ms = (((w * 7 + d) * 24 + h) * 60 + m) * 60_000 + s * 1000;
        assert.deepEqual(parseDuration(`P${w}W${d}DT${h}H${m}M${s}S`), { ms });
      }),
    );
  });

  it('is written so that it is read as the same', () => {
    assert.deepEqual([259_200_000, 109_815_000, 1500, 0].map(formatDuration), [
      'P3D',
      'P1DT6H30M15S',
      'PT1.5S',
      'PT0S',
    ]);
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000_000 }), (ms) => {
        assert.deepEqual(parseDuration(formatDuration(ms)), { ms });
      }),
    );
  });

  it('never throws and never gives what is not a number', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^P[0-9WDTHMSY.,]*$/));
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseDuration(text);
        assert.ok('fault' in parsed || (Number.isFinite(parsed.ms) && parsed.ms >= 0));
      }),
    );
  });
});

describe('a duration that is written', () => {
  it('is in the largest units, and reads as it was', () => {
    const cases: [number, string][] = [
      [0, 'PT0S'],
      [129_600_000, 'P1DT12H'],
      [86_400_000 * 60, 'P60D'],
      [61_001, 'PT1M1.001S'],
    ];
    for (const [ms, text] of cases) assert.equal(formatDuration(ms), text);
    for (const ms of [1, 999, 59_999, 3_600_000, 86_399_999, 5_000_000_123])
      assert.deepEqual(parseDuration(formatDuration(ms)), { ms });
  });
});
