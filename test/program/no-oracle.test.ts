// SPDX-License-Identifier: MIT
/** Who has somebody asked learns nothing of him: not from the answer, not from the page, not from the time. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { eventually } from '../support/redis/redis-server.ts';

const options = { timeout: 600_000 };
/** Of each kind of target. */
const rounds = 100;

const metricsToken = 'a-token-of-16-or-more';

async function stage(t: TestContext, more: Record<string, string>) {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
    MAYFLY_DOMAINS: 'alias.example',
    MAYFLY_PUBLIC_URL: 'https://alias.example',
    MAYFLY_CONFIRM: 'on',
    MAYFLY_METRICS_TOKEN: metricsToken,
    MAYFLY_QUESTIONS_PER_CLIENT: 'off',
    MAYFLY_QUESTIONS: 'off',
    ...more,
  });
  return { hop, env, program: await startProgram(t, env) };
}

/** An answer without what is random in it, and the ms that it took. */
async function ask(
  program: Program,
  target: string,
): Promise<{ readonly shape: string; readonly ms: number }> {
  const started = performance.now();
  const response = await fetch(`${program.url}/aliases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ target, maxUses: 2 }),
  });
  const text = await response.text();
  const ms = performance.now() - started;
  const { address, manageToken, manageUrl, key, createdAt, validUntil, ...rest } = JSON.parse(text) as Record<
    string,
    unknown
  >;
  assert.ok(
    [address, manageToken, manageUrl, key, createdAt, validUntil].every((one) => typeof one === 'string'),
  );
  const headers = [...response.headers.keys()].sort();
  const shape = JSON.stringify([response.status, headers, text.length, { ...rest, target: target.length }]);
  return { shape, ms };
}

/** The page that answers the form, without what is random in it. */
async function askByForm(program: Program, target: string): Promise<string> {
  const body = new URLSearchParams({ target, uses: '3', time: 'max' });
  const response = await fetch(`${program.url}/new`, { method: 'POST', body });
  assert.equal(response.status, 200);
  const page = await response.text();
  assert.match(page, /mayfly[0-9a-z]{40}/);
  return page
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replaceAll(target, 'TARGET')
    .replace(/mayfly[0-9a-z]{40}/g, 'KEY')
    .replace(/[0-9a-z]{16}(?:<wbr>)?(?:@|%40)alias\.example\/[\w-]{22}/g, 'LINK')
    .replace(/[0-9a-z]{16}(?:<wbr>)?(?:@|%40)alias\.example/g, 'ALIAS')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d/g, 'TIME');
}

/** Asks for targets of each kind, in another order each time, so that load meets all of them alike. */
async function measure(
  program: Program,
  kinds: Readonly<Record<string, (round: number) => string>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
  const shapes = new Set<string>();
  for (let round = -5; round < rounds; round++)
    for (const [kind, targetOf] of shuffled(Object.entries(kinds))) {
      const { shape, ms } = await ask(program, targetOf(round + 2000));
      shapes.add(shape);
      // The first ones warm up.
      if (round >= 0) times.get(kind)?.push(ms);
    }
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
  return times;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

/** By how many standard deviations one sample tends to be above the other (Mann and Whitney), whatever their distribution. */
function deviationsBetween(one: readonly number[], other: readonly number[]): number {
  const below = one.reduce(
    (sum, value) =>
      sum + other.reduce((wins, rival) => wins + (value > rival ? 1 : value === rival ? 0.5 : 0), 0),
    0,
  );
  const [n, m] = [one.length, other.length];
  return (below - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

function assertAlike(t: TestContext, times: ReadonlyMap<string, readonly number[]>): void {
  const fresh = times.get('fresh') ?? assert.fail();
  for (const [kind, sample] of times) {
    const median = sample.toSorted((one, other) => one - other)[sample.length >> 1] ?? 0;
    const deviations = deviationsBetween(sample, fresh);
    t.diagnostic(`${kind}: median ${median.toFixed(2)} ms, ${deviations.toFixed(1)} deviations from fresh`);
    // By chance one time in a million; what waits for the next hop, or skips a write, is tens of them away.
    assert.ok(Math.abs(deviations) < 5, `${kind}: ${deviations}`);
  }
}

test('fresh, confirmed, opted out and blocked: the same answer after the same time', options, async (t) => {
  const { hop, env, program } = await stage(t, { MAYFLY_QUESTIONS_PER_TARGET: 'off' });
  assert.equal((await runProgram(['block', 'add', '@block.example'], env)).code, 0);
  const linkFor = async (target: string): Promise<string> => {
    await ask(program, target);
    const find = () =>
      hop.messages
        .filter(({ rcpts }) => rcpts.some((rcpt) => rcpt.includes(target)))
        .map(({ octets }) => /alias\.example(\/confirm\/[0-9a-z]{32})\r/.exec(octets.toString())?.[1])[0];
    await eventually(async () => find() !== undefined, 60_000);
    return `${program.url}${find()}`;
  };
  const agreed = await fetch(await linkFor('agree@fresh.example'), { method: 'POST', redirect: 'manual' });
  assert.equal(agreed.status, 303);
  const never = await fetch(`${await linkFor('never@fresh.example')}/never`, { method: 'POST' });
  assert.equal(never.status, 200);
  const times = await measure(program, {
    fresh: (round) => `p${round}@fresh.example`,
    confirmed: () => 'agree@fresh.example',
    optedOut: () => 'never@fresh.example',
    blocked: (round) => `p${round}@block.example`,
  });
  assertAlike(t, times);
  const pages = new Set<string>();
  for (const other of ['p0@fresh.example', 'agree@fresh.example', 'never@fresh.example', 'p0@block.example'])
    pages.add(await askByForm(program, other));
  assert.equal(pages.size, 1, [...pages].join('\n'));
  const headers = { authorization: `Bearer ${metricsToken}` };
  const metrics = async () => (await fetch(`${program.url}/metrics`, { headers })).text();
  const hasSettled = async () =>
    new RegExp(`outcome="opted_out"\\} ${rounds + 6}\\n`).test(await metrics()) &&
    new RegExp(`outcome="blocked"\\} ${rounds + 6}\\n`).test(await metrics());
  await eventually(hasSettled, 60_000);
  assert.ok(!hop.messages.some(({ rcpts }) => rcpts.some((rcpt) => rcpt.includes('block.example'))));
});

test('below a limit and over it: the same answer after the same time', options, async (t) => {
  const { hop, program } = await stage(t, { MAYFLY_QUESTIONS_PER_TARGET: '1/day' });
  const times = await measure(program, {
    fresh: (round) => `p${round}@fresh.example`,
    overLimit: () => 'often@fresh.example',
  });
  assertAlike(t, times);
  await eventually(async () => hop.messages.length >= rounds + 6, 60_000);
  const often = hop.messages.filter(({ rcpts }) => rcpts.some((rcpt) => rcpt.includes('often@')));
  assert.equal(often.length, 1);
});
