// SPDX-License-Identifier: MIT
/** The real program with a clock that is wrong, by libfaketime: it destroys nothing, brings nothing back, and says so. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { figure, parseExposition } from '../support/program/exposition.ts';
import { clockEnvironment, findFaketime, setClock } from '../support/program/faketime.ts';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { target } from '../support/program/transfer-fixture.ts';
import { eventually, isRedisInstalled, startRedis } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { timeout: 240_000 };
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const library = findFaketime();

suite('A wrong clock', { skip: library === undefined ? "takes Debian's faketime" : false }, () => {
  test(
    'LMDB: eight days ahead for a while, nothing is buried, and the operator hears of it',
    options,
    async (t) => {
      const { env, move } = clockedEnvironment(t);
      const program = await startProgram(t, env);
      const { address } = await createAlias(program, { target, validFor: 'P7D' });
      assert.equal((await fetch(`${program.url}/readyz`)).status, 200);
      move(8 * day);
      assert.match(await recipientReply(program, address), /^451 /);
      await eventually(async () => Math.abs((await skewOf(program)) - (8 * day) / 1000) < 60);
      const swept = await runProgram(['sweep'], env);
      assert.match(swept.stderr, /clock of this machine is \d+ s ahead/);
      assert.match(swept.stdout, /\b0\b/);
      assert.match((await runProgram(['doctor'], env)).stdout, /clock of this machine is \d+ s ahead/);
      move(0);
      assert.match(await recipientReply(program, address), /^250 /);
      assert.ok(Math.abs(await skewOf(program)) < 60);
      assert.match(program.output(), /"level":40.*is \d+ s ahead/);
      await eventually(async () => program.output().includes('agrees again'));
    },
  );

  test('LMDB: what has expired does not come back when the clock is set back', options, async (t) => {
    const { env, move } = clockedEnvironment(t);
    const first = await startProgram(t, env);
    const { address } = await createAlias(first, { target, validFor: 'PT1H' });
    assert.equal(await first.stop(), 0);
    move(2 * hour);
    const program = await startProgram(t, env);
    assert.match(await recipientReply(program, address), /^550 5\.1\.1 /);
    move(0);
    assert.match(await recipientReply(program, address), /^451 /);
    assert.equal((await runProgram(['sweep'], env)).code, 0);
    assert.match(await recipientReply(program, address), /^451 /);
  });
});

if (library !== undefined && (await isRedisInstalled()))
  test('Redis: the clock of the server judges, whatever that of a node says', options, async (t) => {
    const redis = await startRedis();
    t.after(() => redis.remove());
    const url = `redis://127.0.0.1:${redis.port}`;
    const folder = temporaryFolder(t);
    const right = await startProgram(t, environment(folder, { MAYFLY_STORE: url }));
    const wrong = clockedEnvironment(t, folder, { MAYFLY_STORE: url });
    const program = await startProgram(t, wrong.env);
    const weekLong = await createAlias(right, { target, validFor: 'P7D' });
    assert.match(await recipientReply(program, weekLong.address), /^250 /);

    // Half an hour behind is served, by the time of the server.
    wrong.move(-30 * minute);
    await eventually(async () => Math.abs((await skewOf(program)) + 1800) < 60);
    const validUntil = new Date(Date.now() + 3_000).toISOString();
    const short = await createAlias(right, { target, validUntil });
    for (const node of [right, program])
      await eventually(async () => (await recipientReply(node, short.address)).startsWith('550 5.1.1 '));
    assert.match(await recipientReply(program, weekLong.address), /^250 /);

    wrong.move(8 * day);
    await eventually(
      async () => (await recipientReply(program, weekLong.address)).startsWith('451 '),
      30_000,
    );
    await eventually(async () => (await fetch(`${program.url}/readyz`)).status === 503);
    const swept = await runProgram(['sweep'], wrong.env);
    assert.deepEqual(
      [swept.code, /has a clock that is \d+ s behind/.test(swept.stderr)],
      [1, true],
      swept.stderr,
    );
    assert.match((await runProgram(['doctor'], wrong.env)).stdout, /has a clock that is \d+ s behind/);
    assert.match(await recipientReply(right, weekLong.address), /^250 /);
    wrong.move(0);
    await eventually(
      async () => (await recipientReply(program, weekLong.address)).startsWith('250 '),
      30_000,
    );
  });

/** An environment whose clock can be moved, ms ahead of ours. */
function clockedEnvironment(t: TestContext, folder = temporaryFolder(t), more: Record<string, string> = {}) {
  const file = join(folder, 'clock');
  const move = (aheadMs: number): void => setClock(file, aheadMs);
  move(0);
  return { env: environment(folder, { ...clockEnvironment(library ?? '', file), ...more }), move };
}

async function skewOf(program: Program): Promise<number> {
  const families = parseExposition(await (await fetch(`${program.url}/metrics`)).text());
  return figure(families, 'mayfly_store_clock_skew_seconds') ?? Number.NaN;
}

async function recipientReply(program: Program, address: string): Promise<string> {
  const [dialogue, reply] = await Dialogue.envelope(program.smtpPort, address);
  await dialogue.say('QUIT');
  return reply;
}
