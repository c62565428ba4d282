// SPDX-License-Identifier: MIT
/** A disk that fails at the worst instant: LMDB has written its pages, and cannot write which of its states counts. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { isRunning, startWorkers, workers, workersOf } from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const options = { timeout: 300_000 };
const deadlineMs = 100_000;

test(
  'a process whose store is lost to it alone ends with one line, and the next one has every alias',
  options,
  async (t) => {
    if (!need(t, 'prlimit')) return;
    const env = environment(temporaryFolder(t));
    const program = await startProgram(t, env);
    const alias = await createAlias(program, { target, maxUses: 3 });
    const ended = once(program.process, 'exit');
    const made = await writeAndFail(program, () => [program.process.pid ?? 0], ended);
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    const fatal = program.output().match(/.*"level":60.*/g) ?? [];
    assert.equal(fatal.length, 1, program.output().slice(-2000));
    assert.match(fatal[0] ?? '', /could not be written, .*it is whole: start again/);
    assert.doesNotMatch(program.output(), /damaged|canary|hidden-home/);
    const next = await startProgram(t, env);
    for (const one of [alias, ...made]) assert.equal((await showAlias(next, one))?.usesLeft, 3);
    assert.equal((await fetch(`${next.url}/readyz`)).status, 200);
  },
);

test('a worker whose store is lost to it alone is replaced', options, async (t) => {
  if (!need(t, 'prlimit')) return;
  const program = await startWorkers(t);
  const first = await workersOf(program);
  const isOneLost = eventually(async () => !first.every(isRunning), deadlineMs);
  const made = await writeAndFail(program, () => first, isOneLost);
  await isOneLost;
  await eventually(async () => program.output().includes('another takes its place'));
  await eventually(async () => (await workersOf(program)).length === workers, deadlineMs);
  assert.match(program.output(), /"level":60.*it is whole: start again/);
  // Others may have been broken too, and be about to end.
  const isThere = (one: Made): Promise<boolean> =>
    showAlias(program, one).then(
      (shown) => shown?.usesLeft === 3,
      () => false,
    );
  for (const one of made) await eventually(() => isThere(one));
});

type Made = Awaited<ReturnType<typeof createAlias>>;

/**
 * Has aliases made, and the limit of file sizes of these processes go up and down meanwhile, until `ended`: sooner or later it
 * comes between two writes of one commit. Gives the aliases that were answered 201.
 */
async function writeAndFail(
  program: Program,
  pids: () => readonly number[],
  ended: Promise<unknown>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const until = Date.now() + deadlineMs;
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  ended.then(end, end);
  const make = async (): Promise<void> => {
    while (!isOver && Date.now() < until) {
      await createAlias(program, { target, maxUses: 3 }).then(
        (alias) => made.push(alias),
        () => sleep(5),
      );
    }
  };
  const limit = (size: string): void => {
    for (const pid of pids())
      try {
        execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${size}:unlimited`], { stdio: 'ignore' });
      } catch {
        // It has ended.
      }
  };
  const flicker = async (): Promise<void> => {
    while (!isOver && Date.now() < until) {
      limit('1');
      await sleep(30);
      if (!isOver) limit('unlimited');
      await sleep(30);
    }
  };
  await Promise.all([flicker(), make(), make()]);
  return made;
}
