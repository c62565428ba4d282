import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { StoreError } from '../alias/ports.ts';

/** A table of octets by octets. */
export type Table = Database<Uint8Array, Uint8Array>;

/** Names what went wrong with the store at `path`, and what to do, in one line; the error itself becomes the cause. */
export type ToStoreError = (error: unknown) => StoreError;

/** Address space for the map, in octets. Nothing is allocated; beyond it, lmdb maps the file anew. */
const defaultMapSize = 2 ** 34;

/**
 * Opens, or creates, the folder `path` as an LMDB environment: folders 0700, files 0600. Does not read the tables, so it
 * takes as long for ten million aliases as for none. Throws a StoreError that names the path and what to do.
 */
export function openEnvironment(
  path: string,
  mapSize = defaultMapSize,
): RootDatabase<Uint8Array, Uint8Array> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const file of ['data.mdb', 'lock.mdb'].map((name) => join(path, name)))
      if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
    // `permissionsMode` is read by the native part (env.cpp) but is missing in the types.
    const options = { path, noSubdir: false, mapSize, maxDbs: 4, permissionsMode: 0o600 };
    return open<Uint8Array, Uint8Array>({ ...options, encoding: 'binary', keyEncoding: 'binary' });
  } catch (error) {
    throw explain(path)(error);
  }
}

/** Opens, or creates, a table of an environment. */
export function openTable(environment: RootDatabase<Uint8Array, Uint8Array>, name: string): Table {
  return environment.openDB({ name, encoding: 'binary', keyEncoding: 'binary' });
}

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

const remedies: readonly (readonly [RegExp, string])[] = [
  [/ENOTDIR|EEXIST|ELOOP|Not a directory/, 'is no folder: a file is in its place; name another path'],
  [/ENOENT|No such file/, 'cannot be created: a part of its path does not exist; name another path'],
  [
    /EACCES|EPERM|Permission denied/,
    'cannot be read and written by this user; correct its owner and permissions',
  ],
  [/EROFS|Read-only/, 'is on a read-only file system; name another path'],
  [/ENOSPC|EDQUOT|No space left|quota/, 'is on a full disk; make room and try again'],
  [
    /MDB_INVALID|MDB_VERSION_MISMATCH|MDB_BAD_/,
    'holds a file that is not an LMDB store; move it away or name another path',
  ],
  [
    /MDB_CORRUPTED|MDB_PAGE_NOTFOUND|MDB_PANIC/,
    'is damaged; stop all processes and restore it from a backup',
  ],
  [
    /MDB_MAP_FULL|ENOMEM|Cannot allocate/,
    'is larger than the address space it may use; lift the memory limit (ulimit -v)',
  ],
];
