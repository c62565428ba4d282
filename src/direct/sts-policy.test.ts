// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allows, parseStsPolicy, parseStsRecord } from './sts-policy.ts';

for (const [records, id] of [
  [['v=STSv1; id=20160831085700Z;'], '20160831085700Z'],
  [['v=spf1 -all', 'v=STSv1;id=1'], '1'],
  [['v=STSv1; other=x; id=2'], '2'],
  [[], undefined],
  [['v=STSv1; id=1', 'v=STSv1; id=2'], undefined],
  [['v=STSv1;'], undefined],
  [['v=STSv1; id=a-b'], undefined],
  [[`v=STSv1; id=${'1'.repeat(33)}`], undefined],
  [['v=STSv2; id=1'], undefined],
  [['id=1; v=STSv1'], undefined],
] as const)
  test(`the records ${JSON.stringify(records).slice(0, 60)} announce ${id ?? 'nothing'}`, () => {
    assert.equal(parseStsRecord(records), id);
  });

test('a policy is read with either line end, unknown keys and all', () => {
  for (const end of ['\n', '\r\n'])
    assert.deepEqual(
      parseStsPolicy(
        [
          'version: STSv1',
          'mode:enforce',
          'mx: Mail.example.com.',
          'mx: *.example.net',
          'x: y',
          'max_age: 604800',
          '',
        ].join(end),
      ),
      { mode: 'enforce', mx: ['mail.example.com', '*.example.net'], maxAgeSeconds: 604_800 },
    );
});

for (const text of [
  ...['', '<html>', 'version: STSv1', 'version: STSv1\nmode: enforce\nmax_age: 1', 'mode: none\nmax_age: 1'],
  ...[
    'version: STSv1\nmode: strict\nmx: a\nmax_age: 1',
    'version: STSv1\nmode: enforce\nmx: a.*.b\nmax_age: 1',
  ],
  ...[
    'version: STSv1\nmode: enforce\nmx: a\nmax_age: -1',
    'version: STSv1\nmode: enforce\nmx: a\nmax_age: 99999999999',
  ],
])
  test(`${JSON.stringify(text)} is no policy`, () => assert.equal(parseStsPolicy(text), undefined));

test('the largest policy is read in no time, whatever is in it', () => {
  const startedAt = performance.now();
  for (const filler of [' ', '\t', 'a', 'a.', 'a-', ':', 'a:b\n', '\r'])
    for (const head of ['x: y', 'version: STSv1\nmode: enforce\nmax_age: 1\nmx: y', ''])
      parseStsPolicy(`${head}${filler.repeat(65_000 / filler.length)}!`);
  assert.ok(performance.now() - startedAt < 5_000);
});

test('no text is anything but a policy or none', () => {
  fc.assert(
    fc.property(fc.string(), (text) => ['undefined', 'object'].includes(typeof parseStsPolicy(text))),
  );
});

test('a pattern stands for one label, and for no other name', () => {
  const policy = { mode: 'enforce', mx: ['mail.example.com', '*.example.net'], maxAgeSeconds: 1 } as const;
  for (const name of ['mail.example.com', 'a.example.net']) assert.ok(allows(policy, name), name);
  for (const name of [
    'a.mail.example.com',
    'example.net',
    'a.b.example.net',
    'evil-example.net',
    'x.example.com',
  ])
    assert.ok(!allows(policy, name), name);
});
