// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import { chown, type FileHandle, link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { processUser } from '../base/process-user.ts';
import { SafeError } from '../base/safe-error.ts';
import { type Secrets, secretOctets } from './vault.ts';

/** The server secret cannot be had. The message is one line that names the file and what to do. */
export class SecretError extends SafeError {
  override readonly name = 'SecretError';
}

/** Group and others may write. */
const foreignWriting = 0o022;
/** Group and others may read. */
const foreignReading = 0o044;

/**
 * The server secrets, each 32 octets, from a file with a line of base64 for each, the newest first. When there is no file it
 * is made with one, readable by its owner only: of several processes that start at once all get the same secret, and a crash
 * leaves either no file or a whole one. Throws a SecretError for a file that others can write, that is damaged, or that cannot
 * be read or made; `warn` takes a line about one that others can read, as mounted secrets often are.
 */
export async function loadSecrets(path: string, warn: (line: string) => void = () => {}): Promise<Secrets> {
  return guarded(path, async () => {
    const existing = await readSecrets(path, warn);
    if (existing !== undefined) return existing;
    await createSecret(path);
    const created = await readSecrets(path, warn);
    if (created === undefined) throw new SecretError(`The secret file ${path} disappeared while it was made`);
    return created;
  });
}

/** The server secrets as `loadSecrets` gives them; throws a SecretError when there are none yet. */
export function existingSecrets(path: string, warn?: (line: string) => void): Promise<Secrets> {
  return guarded(path, () => requireSecrets(path, warn));
}

/**
 * Puts a new secret in front of those in the file, in one step; gives how many there are now. Throws a SecretError, also
 * when there is no file yet.
 */
export async function rotateSecret(path: string): Promise<number> {
  return guarded(path, async () => {
    const secrets = await requireSecrets(path);
    const draft = await writeDraft(path, formatSecrets([randomBytes(secretOctets), ...secrets]));
    await keepOwner(path, draft);
    await rename(draft, path);
    await syncFolder(path);
    return secrets.length + 1;
  });
}

async function guarded<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SecretError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretError(
      `The secret file ${path} cannot be read or made: ${reason}${adviceOn(error, path)}`,
      {
        cause: error,
      },
    );
  }
}

function adviceOn(error: unknown, path: string): string {
  const isForbidden = error instanceof Error && 'code' in error && error.code === 'EACCES';
  return isForbidden ? `; this process runs as ${processUser()}: make it the owner of ${dirname(path)}` : '';
}

async function requireSecrets(path: string, warn?: (line: string) => void): Promise<Secrets> {
  const secrets = await readSecrets(path, warn);
  if (secrets === undefined)
    throw new SecretError(`The secret file ${path} does not exist: the first start makes it`);
  return secrets;
}

async function readSecrets(
  path: string,
  warn: (line: string) => void = () => {},
): Promise<Secrets | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mode } = await file.stat();
    if (mode & foreignWriting)
      throw new SecretError(`The secret file ${path} can be written by others; run: chmod 600 ${path}`);
    if (mode & foreignReading)
      warn(
        `The secret file ${path} can be read by others; where that can be changed, run: chmod 600 ${path}`,
      );
    const [newest = '', ...others] = (await file.readFile('utf8')).trim().split(/\s*\n/);
    return [decodeSecret(path, newest), ...others.map((line) => decodeSecret(path, line))];
  } finally {
    await file.close();
  }
}

function decodeSecret(path: string, text: string): Uint8Array {
  const secret = Buffer.from(text, 'base64');
  // Node ignores what is no base64; a secret that does not encode back was damaged.
  if (secret.length === secretOctets && secret.toString('base64') === text) return secret;
  throw new SecretError(
    `The secret file ${path} does not hold ${secretOctets} octets in base64 on each line; restore it: without it no alias can be read`,
  );
}

/** The file beside a secret that names the store which belongs to it. */
export function storeFileOf(secretFile: string): string {
  return `${secretFile}.store`;
}

/** What that file says while there is no store yet. */
export const noStoreYet = 'new';

/** First says that there is no store yet: a secret without a word about its store is one that had a store before. */
async function createSecret(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await createFile(storeFileOf(path), `${noStoreYet}\n`);
  await createFile(path, formatSecrets([randomBytes(secretOctets)]));
}

/** Written whole under another name, then linked: `link` fails if another process was first, and theirs is as good. */
async function createFile(path: string, text: string): Promise<void> {
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(path);
}

/** Puts a text in the place of a file, in one step: mode 0600, flushed, and its folder too. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = await writeDraft(path, text);
  try {
    await rename(draft, path);
  } catch (error) {
    await unlink(draft);
    throw error;
  }
  await syncFolder(path);
}

function formatSecrets(secrets: readonly Uint8Array[]): string {
  return secrets.map((secret) => `${Buffer.from(secret).toString('base64')}\n`).join('');
}

/** Writes a text to a file of its own beside `path` and flushes it; gives its name. */
async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    return draft;
  } catch (error) {
    await unlink(draft);
    throw error;
  } finally {
    await file.close();
  }
}

/** Root, who rotates, shall not take the file from the service. */
async function keepOwner(path: string, draft: string): Promise<void> {
  const { uid, gid } = await stat(path);
  if (uid === process.getuid?.()) return;
  try {
    await chown(draft, uid, gid);
  } catch (error) {
    await unlink(draft);
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
