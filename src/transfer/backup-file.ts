// SPDX-License-Identifier: MIT
/**
 * The file of a backup.
 *
 * | part                                                                                                                 | octets                    |
 * |----------------------------------------------------------------------------------------------------------------------|---------------------------|
 * | `mayfly backup 1` and LF                                                                                             | 16                        |
 * | JSON and LF: `createdAt` (ms since the epoch), `format`, `secrets` and `id` of the manifest                          | up to the LF              |
 * | each entry: table (1: aliases, 2: return paths, 3: keys, 4: their rows, 5: blocks), key, record as in `raw-store.ts` | 1; 1 + length; 4 + length |
 * | end: 0; how many entries came before; SHA-256 of everything up to here                                               | 1; 6; 32                  |
 *
 * Numbers are unsigned and big-endian; keys and records are as in the stores, whatever the kind of store. A key that comes
 * twice counts as it came last. The hash finds accidents, not forgers: whoever may write the file may write the store.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwatched, watched } from '../base/watch.ts';
import { instanceLiveness, isInstance, newInstance } from '../store/instance.ts';
import { storeFormat } from '../store/manifest.ts';
import { type Entry, type EntryTable, entryTables } from '../store/raw-store.ts';

/** What a backup says of itself. */
export interface BackupHeader {
  /** ms since the epoch */
  readonly createdAt: number;
  /** As in the manifest of the store. */
  readonly format: number;
  readonly secrets: readonly string[];
  /** Of the store, so that what is restored is known again; missing in backups of older versions. */
  readonly id?: string;
}

/** A backup that cannot be written or read: one line that names the file and what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

type Pieces = AsyncIterable<readonly Entry[]>;

const magic = Buffer.from('mayfly backup 1\n');
const tables: { readonly [Table in EntryTable]: number } = {
  alias: 1,
  returnPath: 2,
  key: 3,
  keyRow: 4,
  block: 5,
};
const endMark = 0;
const endOctets = 7;
const hashOctets = 32;
/** No header and no record is longer; what says so is damaged. */
const maxOctets = 2 ** 24;
const chunkOctets = 2 ** 18;

/**
 * Writes a backup; gives its size in octets. It is written under another name, flushed, and then renamed, so under `path` is
 * a whole backup or what was there before. Mode 0600. What a killed backup to this path left beside it is removed. What the
 * entries throw is thrown.
 */
export async function writeBackup(path: string, header: BackupHeader, entries: Pieces): Promise<number> {
  const instance = newInstance();
  const draft = `${path}.${instance}.partial`;
  const guarded = <Result>(work: Promise<Result>) =>
    work.catch((error) => Promise.reject(unwritable(path, error)));
  const file = await guarded(open(draft, 'wx', 0o600));
  // A folder that may be written and not read keeps them.
  await removeDraftsOfTheDead(path, instance).catch(() => undefined);
  try {
    const size = await writeTo(file, header, entries, guarded);
    await guarded(file.sync());
    await guarded(file.close());
    await guarded(rename(draft, path));
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    return size;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

async function removeDraftsOfTheDead(path: string, self: string): Promise<void> {
  const isInstanceAlive = instanceLiveness(self);
  const [folder, start, end] = [dirname(path), `${basename(path)}.`, '.partial'];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !name.endsWith(end)) continue;
    const instance = name.slice(start.length, -end.length);
    if (isInstance(instance) && !isInstanceAlive(instance)) await rm(join(folder, name), { force: true });
  }
}

async function writeTo(
  file: FileHandle,
  header: BackupHeader,
  entries: Pieces,
  guarded: <Result>(work: Promise<Result>) => Promise<Result>,
): Promise<number> {
  const hash = createHash('sha256');
  let [size, count] = [0, 0];
  const write = async (octets: Buffer): Promise<void> => {
    size += octets.length;
    hash.update(octets);
    await guarded(file.writeFile(octets));
  };
  await write(Buffer.concat([magic, Buffer.from(`${JSON.stringify(header)}\n`)]));
  for await (const piece of entries) {
    if (piece.length === 0) continue;
    count += piece.length;
    await write(Buffer.concat(piece.flatMap(encodeEntry)));
  }
  const end = Buffer.alloc(endOctets, endMark);
  end.writeUIntBE(count, 1, endOctets - 1);
  await write(end);
  await guarded(file.writeFile(hash.digest()));
  return size + hashOctets;
}

function encodeEntry({ table, key, record }: Entry): Uint8Array[] {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(record.length);
  return [Buffer.of(tables[table], key.length), key, length, record];
}

/** Reads the whole file and checks it; gives the header and how many entries follow. Throws a BackupError. */
export async function checkBackup(
  path: string,
  watch = unwatched,
): Promise<{ readonly header: BackupHeader; readonly count: number }> {
  const reader = createFileReader(path);
  try {
    const header = await readHeader(path, reader);
    let count = 0;
    const pieces = watched(readPieces(path, reader), { watch, step: 'checking' });
    for await (const piece of pieces) count += piece.length;
    return { header, count };
  } finally {
    reader.close();
  }
}

/** The entries of a backup in pieces. Throws a BackupError, at the end too: what was read until then is worth nothing. */
export async function* readBackup(path: string): AsyncGenerator<readonly Entry[]> {
  const reader = createFileReader(path);
  try {
    await readHeader(path, reader);
    yield* readPieces(path, reader);
  } finally {
    reader.close();
  }
}

async function readHeader(path: string, reader: FileReader): Promise<BackupHeader> {
  const start = await reader.take(magic.length);
  if (start === undefined || !start.equals(magic)) throw new BackupError(refusalOf(path, start));
  const parts: Buffer[] = [];
  for (let octet = await reader.take(1); octet?.[0] !== 0x0a; octet = await reader.take(1)) {
    if (octet === undefined) throw cutOff(path);
    if (parts.push(octet) > maxOctets) throw damaged(path);
  }
  const header = parseHeader(Buffer.concat(parts).toString());
  if (header === undefined) throw damaged(path);
  if (header.format > storeFormat)
    throw new BackupError(
      `The backup ${path} is of a store of format ${header.format}: it takes a later Mayfly`,
    );
  return header;
}

async function* readPieces(path: string, reader: FileReader): AsyncGenerator<readonly Entry[]> {
  let count = 0;
  let [piece, octets]: [Entry[], number] = [[], 0];
  const must = async (length: number): Promise<Buffer> => {
    if (length > maxOctets) throw damaged(path);
    const taken = await reader.take(length);
    if (taken === undefined) throw cutOff(path);
    return taken;
  };
  for (;;) {
    const [mark] = await must(1);
    if (mark === endMark) break;
    const table = entryTables.find((one) => tables[one] === mark);
    if (table === undefined) throw damaged(path);
    const [keyOctets = 0] = await must(1);
    const key = Buffer.from(await must(keyOctets));
    const record = Buffer.from(await must((await must(4)).readUInt32BE()));
    octets += record.length + keyOctets;
    count++;
    if (piece.push({ table, key, record }) < 1000 && octets < chunkOctets) continue;
    yield piece;
    [piece, octets] = [[], 0];
  }
  yield piece;
  const said = (await must(endOctets - 1)).readUIntBE(0, endOctets - 1);
  const digest = reader.digest();
  const isSound = digest.equals(await must(hashOctets)) && said === count;
  if (!isSound || (await reader.take(1)) !== undefined) throw damaged(path);
}

type FileReader = ReturnType<typeof createFileReader>;

/** Takes octets from a file one after the other, and hashes them. */
function createFileReader(path: string) {
  const stream = createReadStream(path, { highWaterMark: chunkOctets });
  const chunks = stream[Symbol.asyncIterator]();
  const hash: Hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  const more = async (length: number): Promise<void> => {
    const parts = [rest];
    for (let have = rest.length; have < length; ) {
      const { done, value } = await chunks.next().catch((error: NodeJS.ErrnoException) => {
        throw new BackupError(`The backup ${path} cannot be read (${error.code})`, { cause: error });
      });
      if (done === true) break;
      have += parts.push(value) && value.length;
    }
    rest = Buffer.concat(parts);
  };
  return {
    /** The next `length` octets, which hold until the next call; nothing when the file ends before. */
    async take(length: number): Promise<Buffer | undefined> {
      if (rest.length < length) await more(length);
      if (rest.length < length) return undefined;
      const taken = rest.subarray(0, length);
      rest = rest.subarray(length);
      hash.update(taken);
      return taken;
    },
    /** SHA-256 of all that was taken until now. */
    digest: () => hash.copy().digest(),
    close: () => void stream.destroy(),
  };
}

function parseHeader(text: string): BackupHeader | undefined {
  try {
    const { createdAt, format, secrets, id } = JSON.parse(text) as BackupHeader;
    if (!Number.isFinite(createdAt) || !(format > 0) || !Array.isArray(secrets)) return undefined;
    return { createdAt, format, secrets, ...(typeof id === 'string' && { id }) };
  } catch {
    return undefined;
  }
}

function refusalOf(path: string, start: Buffer | undefined): string {
  const isLater = start?.subarray(0, -2).equals(magic.subarray(0, -2));
  return `The file ${path} is ${isLater ? 'a backup of a version that takes a later Mayfly' : 'no backup of Mayfly'}`;
}

function cutOff(path: string): BackupError {
  return new BackupError(`The backup ${path} is cut off: take another one`);
}

function damaged(path: string): BackupError {
  return new BackupError(`The backup ${path} is damaged, its hash does not fit: take another one`);
}

function unwritable(path: string, error: NodeJS.ErrnoException): BackupError {
  const reason =
    error.code === 'ENOSPC' || error.code === 'EDQUOT'
      ? 'the disk is full'
      : error.code === 'EFBIG'
        ? 'files may not grow so large (ulimit -f)'
        : (error.code ?? error.message);
  return new BackupError(`The backup ${path} cannot be written: ${reason}`, { cause: error });
}
