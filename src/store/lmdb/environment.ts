// SPDX-License-Identifier: MIT
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { StoreError } from '../../alias/ports.ts';
import { processUser } from '../../base/process-user.ts';

/** A table of octets by octets. */
export type Table = Database<Uint8Array, Uint8Array>;

/** Names what went wrong with the store at `path`, and what to do, in one line; the error itself becomes the cause. */
export type ToStoreError = (error: unknown) => StoreError;

/** Address space for the map, in octets. Nothing is allocated; beyond it, lmdb maps the file anew. */
const defaultMapSize = 2 ** 34;

/**
 * Processes that may have the store open at a time: all the workers that there can be, and commands beside them. The first to open it
 * decides; a place takes 64 octets of the lock file.
 */
const maxReaders = 512;

/** An open environment and its tables. */
export interface Environment {
  readonly root: RootDatabase;
  readonly aliases: Table;
  readonly due: Table;
  readonly checks: Table;
  /** Return paths by key, and by the time at which they expire. */
  readonly returns: Table;
  readonly returnsDue: Table;
  /** Keys by id, their rows by id and number, and ids by the time at which they expire. */
  readonly keys: Table;
  readonly keyRows: Table;
  readonly keysDue: Table;
  /** Blocks by name. */
  readonly blocks: Table;
}

/**
 * Opens, or creates, the folder `path` as an LMDB environment: folders 0700, files 0600. Reads no table, so it takes as
 * long for ten million aliases as for none. Throws a StoreError that names the path and what to do.
 */
export function openEnvironment(path: string, mapSize = defaultMapSize): Environment {
  try {
    const firstMade = mkdirSync(path, { recursive: true, mode: 0o700 });
    refuseUnusable(path);
    refuseTooSmall(mapSize);
    const isNew = !existsSync(join(path, 'data.mdb'));
    const options = {
      path,
      noSubdir: false,
      mapSize,
      maxDbs: 16,
      maxReaders,
      // Read by the native part (env.cpp), but missing in the types.
      permissionsMode: 0o600,
      // Each call is one transaction callback, and those share a commit anyway. With this batching lmdb-js makes a promise
      // of its own for every turn that nobody can handle, so a full disk would end the process.
      eventTurnBatching: false,
    };
    const root = open(options);
    if (isNew) syncFolders(path, firstMade);
    const table = (name: string): Table => root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' });
    return {
      root,
      aliases: table('aliases'),
      due: table('due'),
      checks: table('checks'),
      returns: table('returns'),
      returnsDue: table('returns-due'),
      keys: table('keys'),
      keyRows: table('key-rows'),
      keysDue: table('keys-due'),
      blocks: table('blocks'),
    };
  } catch (error) {
    throw explain(path)(error);
  }
}

/** Flushes the names of a new store: that of its files, and those of the folders from `firstMade` on. */
function syncFolders(path: string, firstMade: string | undefined): void {
  const last = firstMade === undefined ? path : dirname(firstMade);
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (folder === resolve(last)) return;
  }
}

/** Where the address space is limited to less than the map takes, lmdb-js 3.5 ends the process with SIGSEGV and without a line. */
function refuseTooSmall(mapSize: number): void {
  const limit = Number(/^Max address space +(\d+)/m.exec(readIfThere('/proc/self/limits'))?.[1]);
  const used = Number(/^VmSize:\s*(\d+)/m.exec(readIfThere('/proc/self/status'))?.[1]) * 1024;
  if (limit - used < mapSize) throw new Error('ENOMEM');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Finds out before lmdb does, since lmdb-js 3.5 takes the process down when it cannot open a file. */
function refuseUnusable(path: string): void {
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  for (const name of ['data.mdb', 'lock.mdb']) {
    const file = join(path, name);
    if (!existsSync(file)) {
      const { bavail, bsize } = statfsSync(path);
      if (bavail * bsize < newStoreOctets) throw new Error('ENOSPC');
      continue;
    }
    accessSync(file, constants.R_OK | constants.W_OK);
    const head = readHead(file);
    if (name === 'data.mdb' && head.length > 0 && !isLmdbHead(head)) throw new Error('MDB_INVALID');
  }
}

function readHead(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(minimumOctets);
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a file starts as `mdb_env_read_header` demands: a meta page of the data format that lmdb-js writes. */
function isLmdbHead(head: Buffer): boolean {
  return (
    head.length === minimumOctets &&
    (head.readUInt16LE(18) & metaPageFlag) !== 0 &&
    head.readUInt32LE(24) === magic &&
    head.readUInt16LE(28) === dataVersion
  );
}

const metaPageFlag = 0x08;
const magic = 0xbeefc0de;
const dataVersion = 2;
/** Two pages: the least that a file of LMDB has. */
const minimumOctets = 8192;
/** Room for an empty store with all its tables. */
const newStoreOctets = 2 ** 18;

/** Makes the errors of Node and of lmdb speak of the store at `path`. */
export function explain(path: string): ToStoreError {
  return (error) => {
    if (error instanceof StoreError) return error;
    const message = error instanceof Error ? error.message : String(error);
    const code = (error as NodeJS.ErrnoException).code;
    const remedy = remedies.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
    return new StoreError(`The store ${path} ${remedy ?? `failed: ${message}`}`, { cause: error });
  };
}

/**
 * LMDB could not write its meta page, which names the state that counts. The file is whole, as after a crash; but this process
 * gets nothing from its environment any more, not even a second one (MDB_FATAL_ERROR in mdb.c).
 */
const brokenPattern = /MDB_PANIC/;

/** Whether an error says that this process has to end before it can use the store again. */
export function isBroken(error: unknown): boolean {
  return error instanceof Error && brokenPattern.test(error.message);
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/ENOTDIR|EEXIST|ELOOP|Not a directory/, 'is no folder: a file is in its place; name another path'],
  [/EISDIR/, 'holds a folder where its file should be; name another path'],
  [/ENOENT|No such file/, 'cannot be created: a part of its path is missing; name another path'],
  [
    /EACCES|EPERM|Permission denied/,
    `cannot be read and written by this process, which runs as ${processUser()}; make that user its owner, and that of its folder`,
  ],
  [/EROFS|Read-only/, 'is on a read-only file system; name another path'],
  [/ENOSPC|EDQUOT|No space left|quota/, 'is on a full disk; make room and try again'],
  [/EFBIG|File too large/, 'may not grow; lift the limit of file sizes (ulimit -f)'],
  // LMDB reports a short write, as on a disk that fills up, as this.
  [/EIO|Input\/output/, 'cannot be written; the disk is full or failing'],
  [
    /MDB_INVALID|MDB_VERSION_MISMATCH|MDB_BAD_/,
    'holds a file that is not an LMDB store; move it away or name another path',
  ],
  [
    /MDB_READERS_FULL/,
    `is open in ${maxReaders} processes, which is the maximum: end some of them, or have fewer workers (MAYFLY_WORKERS)`,
  ],
  [brokenPattern, 'could not be written, and this process can use it no more; it is whole: start again'],
  [/MDB_CORRUPTED|MDB_PAGE_NOTFOUND/, 'is damaged; stop all processes and restore it from a backup'],
  [
    /MDB_MAP_FULL|ENOMEM|Cannot allocate/,
    'needs more address space than it may use (17 GB and the size of the store); lift the memory limit (ulimit -v)',
  ],
];
