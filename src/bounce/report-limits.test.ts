// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReportLimits } from './report-limits.ts';

const source = { networks: ['192.0.2.1'], path: 'srs0=x@alias.example', sender: 'ann@home.example' };

test('a path takes thirty reports an hour, and another path is not touched by that', async () => {
  const clock = { now: 0 };
  const limits = new ReportLimits({ now: () => clock.now });
  for (let count = 0; count < 30; count += 1) assert.ok(await limits.take(source));
  assert.equal(await limits.take(source), false);
  assert.ok(await limits.take({ ...source, path: 'srs0=y@alias.example' }));
  clock.now = 3_600_000;
  assert.ok(await limits.take(source));
});

test('a sender hears a hundred times an hour at most, whatever stands behind a plus', async () => {
  const limits = new ReportLimits({ now: () => 0 });
  const answers: boolean[] = [];
  for (let count = 0; count < 110; count += 1)
    answers.push(
      await limits.take({
        networks: [`192.0.2.${count}`],
        path: `srs0=${count}@alias.example`,
        sender: `Victim+${count}@Home.example`,
      }),
    );
  assert.equal(answers.filter(Boolean).length, 100);
});

test('a client brings so many a minute, the networks about it twice and four times that', async () => {
  const limits = new ReportLimits({ now: () => 0 });
  const brought = async (networksOf: (at: number) => string[]): Promise<number> => {
    let taken = 0;
    for (let at = 0; at < 600; at += 1) {
      const report = {
        networks: networksOf(at),
        path: `${networksOf(at)} ${at}`,
        sender: `a${at}@home.example`,
      };
      if (await limits.take(report)) taken += 1;
    }
    return taken;
  };
  assert.equal(await brought(() => ['v4']), 120);
  assert.equal(await brought((at) => [`64 ${at % 9}`, '56', '48']), 240);
  assert.equal(await brought((at) => [`other 64 ${at % 9}`, `other 56 ${at % 9}`, 'other 48']), 480);
});

test('one client has a fifth of the places, and a place that is left is free', () => {
  const limits = new ReportLimits({ now: () => 0 });
  const open = (owner: string) => limits.open(owner, () => assert.fail('gave way'));
  const leaves = Array.from({ length: 21 }, () => open('a'));
  assert.equal(leaves.filter((leave) => leave !== undefined).length, 20);
  for (const client of ['b', 'c', 'd', 'e'])
    for (let count = 0; count < 20; count += 1) assert.ok(open(client));
  assert.equal(open('f'), undefined);
  leaves[0]?.();
  assert.ok(open('f'));
});

test('where all places are taken, the one that is slowest makes room for another owner', () => {
  const clock = { now: 0 };
  const limits = new ReportLimits({ now: () => clock.now });
  const gone: number[] = [];
  const leaves = Array.from({ length: 100 }, (_, at) => {
    clock.now = at;
    return limits.open(`${at % 5}`, () => gone.push(at));
  });
  leaves[0]?.();
  assert.ok(limits.open('other', () => gone.push(100)));
  clock.now = 60_000;
  assert.equal(
    limits.open('late', () => undefined),
    undefined,
  );
  clock.now = 60_001;
  assert.equal(
    limits.open('3', () => undefined),
    undefined,
    'not for who has its share',
  );
  assert.ok(limits.open('late', () => undefined));
  assert.deepEqual(gone, [1]);
  leaves[1]?.();
  assert.equal(
    limits.open('later', () => undefined),
    undefined,
  );
});

test('what all processes count together decides, and this one alone where that fails', async () => {
  let fails = false;
  const asked: string[] = [];
  const limits = new ReportLimits({
    now: () => 0,
    sharedCounts: async (_, key) => {
      if (fails) throw new Error('gone');
      asked.push(key);
      return asked.length < 4;
    },
  });
  assert.ok(await limits.take(source));
  assert.equal(await limits.take(source), false);
  assert.match(asked[0] ?? '', /client/);
  fails = true;
  assert.ok(await limits.take(source));
});
