import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { openLmdbStore } from '../src/store/lmdb.ts';
import { aliasRecord, randomKey } from './store-contract.ts';

const options = { timeout: 60_000 };

test('of the messages of several processes exactly as many win as there are uses', options, async (t) => {
  const path = await folder(t);
  const store = openLmdbStore({ path });
  const key = randomKey();
  await store.create(key, aliasRecord({ maxUses: 25 }));
  const children = Array.from({ length: 4 }, () => startChild(t, path, key, 'spend', 5));
  const answers = (await Promise.all(children.map((child) => child.done))).flat();
  assert.equal(answers.filter((answer) => answer.verdict === 'spent').length, 25);
  assert.equal(answers.filter((answer) => answer.verdict === 'refused').length, 4 * 8 * 5 - 25);
  assert.equal((await store.find(key))?.pending.length, 25);
  await store.close();
});

test(
  'a process killed while it spends leaves every use it was given in doubt, and nothing damaged',
  options,
  async (t) => {
    const path = await folder(t);
    const key = randomKey();
    const store = openLmdbStore({ path });
    await store.create(key, aliasRecord({ maxUses: 100_000 }));
    let known = 0;
    for (let round = 1; round <= 5; round++) {
      const child = startChild(t, path, key, 'spend', 500);
      const answers = await child.killedAfter(17 * round);
      const pending = new Map((await store.find(key))?.pending.map((use) => [use.reservation, use]));
      for (const { id } of answers) assert.equal(pending.get(id)?.isInDoubt, true, id);
      // Besides what was answered, only the eight spends that were on their way can have got through.
      assert.ok(pending.size - known - answers.length <= 8, `${pending.size} ${known} ${answers.length}`);
      known = pending.size;
      const [{ id } = { id: '' }] = answers;
      const retry = { id: `${round}`, uses: [{ key, fingerprint: id }] };
      assert.deepEqual(await store.spend(retry, Date.now()), { verdict: 'spent' });
      assert.equal((await store.find(key))?.pending.length, known);
      await store.refund(retry);
    }
    await store.close();
  },
);

test('a process killed between spend and settle loses no delivery that it settled', options, async (t) => {
  const path = await folder(t);
  const key = randomKey();
  const store = openLmdbStore({ path });
  await store.create(key, aliasRecord({ maxUses: 100_000 }));
  const answers = await startChild(t, path, key, 'settle', 500).killedAfter(120);
  await store.close();
  const reopened = openLmdbStore({ path });
  const record = await reopened.find(key);
  assert.ok(record);
  const settled = answers.filter((answer) => answer.verdict === 'settled').length;
  const spent = answers.filter((answer) => answer.verdict === 'spent').length;
  assert.ok(record.delivered >= settled, `${record.delivered} ${settled}`);
  assert.ok(record.delivered + record.pending.length >= spent, `${record.pending.length} ${spent}`);
  assert.ok(record.pending.length <= 8);
  assert.ok(record.pending.every((use) => use.isInDoubt));
  assert.equal(await reopened.destroy(key), true);
  await reopened.close();
});

interface Answer {
  readonly id: string;
  readonly verdict: 'spent' | 'refused' | 'settled';
}

function startChild(t: TestContext, path: string, key: string, until: string, count: number) {
  const script = join(import.meta.dirname, 'store-process.ts');
  const child: ChildProcess = spawn(process.execPath, [script, path, key, until, `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const answers: Answer[] = [];
  const read = async (enough: number) => {
    assert.ok(child.stdout);
    for await (const line of createInterface(child.stdout)) {
      answers.push(JSON.parse(line) as Answer);
      if (answers.length === enough) child.kill('SIGKILL');
    }
    await exit;
    return answers;
  };
  return {
    get done() {
      return read(Number.POSITIVE_INFINITY);
    },
    killedAfter: read,
  };
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-processes-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}
