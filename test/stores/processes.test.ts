// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import { aliasRecord, randomKey } from '../support/store-contract.ts';

test('of the messages of several processes exactly as many win as there are uses', async (t) => {
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

test('a process killed while it spends leaves every use it was given in doubt, and nothing damaged', async (t) => {
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
    assert.deepEqual(await store.spend(retry, Date.now()), { verdict: 'spent', isLast: false });
    assert.equal((await store.find(key))?.pending.length, known);
    await store.refund(retry);
  }
  await store.close();
});

test('what one process has settled, another sees: the last use at once, any other within its time', async (t) => {
  const path = await folder(t);
  const [store, other] = [openLmdbStore({ path }), await otherProcess(t, path)];
  const key = randomKey();
  await store.create(key, aliasRecord({ maxUses: 2 }));
  for (const isLast of [false, true]) {
    const reservation = { id: `${isLast}`, uses: [{ key, fingerprint: '' }] };
    assert.deepEqual(await store.spend(reservation, Date.now()), { verdict: 'spent', isLast });
    await store.settle(reservation, Date.now(), isLast);
    assert.deepEqual(await other.find(key), isLast ? null : { delivered: 1, pending: 0 });
  }
  await store.close();
});

test('a process killed between spend and settle loses no delivery that it settled', async (t) => {
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

test('when the files can grow no more, writes are refused, reads go on, and the process lives', async (t) => {
  const path = await folder(t);
  const script = `
    import { openLmdbStore } from '${join(import.meta.dirname, '../../src/store/lmdb/store.ts')}';
    import { aliasRecord, randomKey } from '${join(import.meta.dirname, '../support/store-contract.ts')}';
    const store = openLmdbStore({ path: ${JSON.stringify(path)} });
    const [first, ...keys] = Array.from({ length: 3000 }, randomKey);
    await store.create(first, aliasRecord());
    const results = await Promise.allSettled(keys.map((key) => store.create(key, aliasRecord())));
    const [failed] = results.filter((result) => result.status === 'rejected');
    console.log(failed.reason.name, failed.reason.message);
    console.log((await store.find(first)).maxUses);
    await store.close();`;
  // A file size limit of 256 KiB, whose signal is ignored, so that writing fails as on a full disk.
  const limited = `trap '' XFSZ; ulimit -f 512; exec "$0" "$@"`;
  const command = ['-c', limited, process.execPath, '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)('sh', command);
  assert.match(stdout, /^StoreError The store .* (may not grow|cannot be written).*\n3\n$/);
});

/** A process that only looks. */
async function otherProcess(t: TestContext, path: string) {
  const script = `
    import { createInterface } from 'node:readline';
    import { openLmdbStore } from '${join(import.meta.dirname, '../../src/store/lmdb/store.ts')}';
    const store = openLmdbStore({ path: ${JSON.stringify(path)} });
    for await (const key of createInterface(process.stdin)) {
      const record = await store.find(key);
      const seen = record ? { delivered: record.delivered, pending: record.pending.length } : null;
      process.stdout.write(JSON.stringify(seen) + '\\n');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async find(key: string): Promise<unknown> {
      child.stdin.write(`${key}\n`);
      const { value } = await lines.next();
      return JSON.parse(String(value));
    },
  };
}

interface Answer {
  readonly id: string;
  readonly verdict: 'spent' | 'refused' | 'settled';
}

function startChild(t: TestContext, path: string, key: string, until: string, count: number) {
  const script = join(import.meta.dirname, '../support/store-process.ts');
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
