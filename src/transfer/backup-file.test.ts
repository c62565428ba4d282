// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { Entry } from '../store/raw-store.ts';
import { BackupError, checkBackup, readBackup, writeBackup } from './backup-file.ts';

const header = { createdAt: 1_800_000_000_000, format: 2, secrets: ['check'] };
const entry = fc.record({
  table: fc.constantFrom('alias', 'returnPath'),
  key: fc.uint8Array({ minLength: 1, maxLength: 30 }),
  record: fc.uint8Array({ maxLength: 300 }),
});

test('what is written is read again, whatever the entries and the pieces they come in', async (t) => {
  const path = fileIn(t);
  const property = fc.asyncProperty(fc.array(fc.array(entry)), async (pieces) => {
    await writeBackup(path, header, piecesOf(pieces));
    assert.deepEqual(plain(await read(path)), plain(pieces.flat()));
    assert.deepEqual(await checkBackup(path), { header, count: pieces.flat().length });
  });
  await fc.assert(property, { numRuns: 50 });
});

test('entries larger than what is read at a time, and very many of them, are read again', async (t) => {
  const path = fileIn(t);
  const entries = Array.from({ length: 5000 }, (_, at) => ({
    table: 'alias' as const,
    key: randomBytes(18),
    record: randomBytes(at % 1000 === 0 ? 700_000 : at % 90),
  }));
  await writeBackup(path, header, piecesOf([entries]));
  assert.deepEqual(plain(await read(path)), plain(entries));
});

test('a backup cut anywhere, changed in any octet, or extended, is refused in one line', async (t) => {
  const path = fileIn(t);
  const entries = Array.from({ length: 4 }, (_, at) => ({
    table: 'alias' as const,
    key: randomBytes(18),
    record: randomBytes(30 * at),
  }));
  await writeBackup(path, header, piecesOf([entries]));
  const whole = readFileSync(path);
  const refuses = async (octets: Uint8Array, what: string): Promise<void> => {
    writeFileSync(path, octets);
    await assert.rejects(checkBackup(path), isOneLine, what);
    await assert.rejects(read(path), isOneLine, what);
  };
  for (const at of whole.keys()) {
    await refuses(whole.subarray(0, at), `cut at ${at}`);
    await refuses(
      whole.map((octet, position) => (position === at ? octet ^ 0x41 : octet)),
      `octet ${at}`,
    );
  }
  await refuses(Buffer.concat([whole, Buffer.of(0)]), 'extended');
});

test('what is no backup, or one of a later Mayfly, is called so', async (t) => {
  const path = fileIn(t);
  await writeBackup(path, { ...header, format: 99 }, piecesOf([]));
  await assert.rejects(checkBackup(path), /of a store of format 99: it takes a later Mayfly/);
  for (const [octets, complaint] of [
    ['', /is no backup of Mayfly/],
    ['hello, this is text and no backup', /is no backup of Mayfly/],
    ['mayfly backup 2\n{}\n', /takes a later Mayfly/],
  ] as const) {
    writeFileSync(path, octets);
    await assert.rejects(checkBackup(path), complaint);
  }
});

test('entries that fail leave the last backup, and nothing beside it', async (t) => {
  const path = fileIn(t);
  await writeBackup(path, header, piecesOf([]));
  const last = readFileSync(path);
  async function* failing(): AsyncGenerator<readonly Entry[]> {
    yield [{ table: 'alias' as const, key: randomBytes(18), record: randomBytes(9) }];
    throw new Error('the store is away');
  }
  await assert.rejects(writeBackup(path, header, failing()), /the store is away/);
  assert.deepEqual(readFileSync(path), last);
  assert.deepEqual(readdirSync(join(path, '..')), ['backup']);
});

async function* piecesOf(pieces: readonly (readonly Entry[])[]): AsyncGenerator<readonly Entry[]> {
  yield* pieces;
}

async function read(path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const piece of readBackup(path)) entries.push(...piece);
  return entries;
}

function plain(entries: readonly Entry[]): readonly string[] {
  return entries.map(
    ({ table, key, record }) =>
      `${table} ${Buffer.from(key).toString('hex')} ${Buffer.from(record).toString('hex')}`,
  );
}

function isOneLine(error: unknown): boolean {
  assert.ok(error instanceof BackupError, String(error));
  assert.match(error.message, /^The (backup|file) \S+ [^\n]+$/);
  return true;
}

function fileIn(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-backup-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'backup');
}
