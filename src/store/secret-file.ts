import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { secretOctets } from './vault.ts';

/** The server secret cannot be had. The message is one line that names the file and what to do. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** Permissions of group and others. */
const foreignPermissions = 0o077;

/**
 * The server secret, 32 octets, from a file of one line of base64. When there is no file it is made, readable by its owner
 * only: of several processes that start at once all get the same secret, and a crash leaves either no file or a whole one.
 * Throws a SecretError for a file that others can read, that is damaged, or that cannot be read or made.
 */
export async function loadSecret(path: string): Promise<Uint8Array> {
  try {
    const existing = await readSecret(path);
    if (existing !== undefined) return existing;
    await createSecret(path);
    const created = await readSecret(path);
    if (created === undefined) throw new SecretError(`The secret file ${path} disappeared while it was made`);
    return created;
  } catch (error) {
    if (error instanceof SecretError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretError(`The secret file ${path} cannot be read or made: ${reason}`, { cause: error });
  }
}

async function readSecret(path: string): Promise<Uint8Array | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mode } = await file.stat();
    if (mode & foreignPermissions)
      throw new SecretError(`The secret file ${path} can be read by others; run: chmod 600 ${path}`);
    return decodeSecret(path, await file.readFile('utf8'));
  } finally {
    await file.close();
  }
}

function decodeSecret(path: string, text: string): Uint8Array {
  const secret = Buffer.from(text, 'base64');
  // Node ignores what is no base64; a secret that does not encode back was damaged.
  if (secret.length === secretOctets && secret.toString('base64') === text.trim()) return secret;
  throw new SecretError(
    `The secret file ${path} does not hold ${secretOctets} octets in base64; restore it: without it no alias can be read`,
  );
}

/** Written whole under another name, then linked: `link` fails if another process was first, and theirs is as good. */
async function createSecret(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(secretOctets).toString('base64')}\n`);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await unlink(draft);
  }
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
