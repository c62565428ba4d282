// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { open, type RootDatabase } from 'lmdb';
import { StoreError } from '../../alias/ports.ts';
import { explain } from './environment.ts';
import { createWriter } from './writer.ts';

const environmentOptions = { noSubdir: false, eventTurnBatching: false };

test('writes that wait together are one transaction, in the order of their calls', async (t) => {
  const { environment, path } = await openNew(t);
  const writer = createWriter(environment, explain(path));
  const before = lastTransaction(environment);
  const ran: number[] = [];
  const write = (number: number): Promise<void> =>
    writer.write(() => {
      ran.push(number);
      environment.putSync(number, number);
    });
  await Promise.all(Array.from({ length: 50 }, (_, number) => write(number)));
  // The first may have gone alone, and the others gathered while it was on its way.
  assert.ok(lastTransaction(environment) - before <= 2, `${lastTransaction(environment) - before}`);
  assert.deepEqual(
    ran,
    ran.toSorted((a, b) => a - b),
  );
  await writer.close();
});

test('what is in no hurry rides with the next write, and goes alone when none comes', async (t) => {
  const { environment, path } = await openNew(t);
  const writer = createWriter(environment, explain(path));
  const before = lastTransaction(environment);
  const rider = writer.writeWithOthers(() => environment.putSync(1, 1));
  await writer.write(() => environment.putSync(2, 2));
  await rider;
  assert.equal(lastTransaction(environment) - before, 1);
  await writer.writeWithOthers(() => environment.putSync(3, 3));
  assert.equal(environment.get(3), 3);
  await writer.close();
});

test('an action that throws fails alone, as a StoreError', async (t) => {
  const { environment, path } = await openNew(t);
  const writer = createWriter(environment, explain(path));
  const refused = writer.write(() => {
    throw new Error('no');
  });
  const made = writer.write(() => environment.putSync(1, 1));
  await assert.rejects(refused, StoreError);
  await made;
  assert.equal(environment.get(1), 1);
  await writer.close();
});

test('a write that another process holds up is given up in time and never made, and later ones are', async (t) => {
  const { environment, path } = await openNew(t);
  const writer = createWriter(environment, explain(path), 300);
  const holder = await holdLock(t, path);
  const heldUp = writer.write(() => environment.putSync(1, 1));
  const behind = writer.write(() => environment.putSync(2, 2));
  const expected = { name: 'StoreError', message: /did not answer within 0\.3 s/ };
  await assert.rejects(heldUp, expected);
  await assert.rejects(behind, expected);
  await holder.letGo();
  await writer.write(() => environment.putSync(3, 3));
  assert.deepEqual([environment.get(1), environment.get(2), environment.get(3)], [undefined, undefined, 3]);
  await writer.close();
});

async function openNew(t: TestContext): Promise<{ environment: RootDatabase; path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-writer-'));
  t.after(() => rm(path, { recursive: true }));
  return { environment: open({ path, ...environmentOptions }), path };
}

function lastTransaction(environment: RootDatabase): number {
  const { lastTxnId } = environment.getStats() as { readonly lastTxnId: number };
  return lastTxnId;
}

/** Another process in a write transaction. */
async function holdLock(t: TestContext, path: string): Promise<{ letGo(): Promise<void> }> {
  const script = `
    import { readSync } from 'node:fs';
    import { open } from 'lmdb';
    const environment = open({ path: ${JSON.stringify(path)}, ...${JSON.stringify(environmentOptions)} });
    environment.transactionSync(() => {
      process.stdout.write('held');
      readSync(0, Buffer.alloc(1));
    });
    await environment.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    async letGo() {
      child.stdin.end('.');
      await ended;
    },
  };
}
