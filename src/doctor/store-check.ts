// SPDX-License-Identifier: MIT
import { stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AliasStore } from '../alias/ports.ts';
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import type { Config } from '../config/config.ts';
import { loadSecrets } from '../crypto/secret-file.ts';
import { storeMemoryOf } from '../crypto/store-memory.ts';
import { checkOf } from '../crypto/vault.ts';
import { openStore } from '../store/open.ts';

const leastFreeOctets = 256 * 2 ** 20;

/** The secret file. One that is not there is left so: only the service makes it. */
export async function checkSecret({ secretFile }: Config): Promise<readonly Finding[]> {
  const subject = 'Secret';
  if (!(await exists(secretFile)))
    return [warn(subject, 'is not there yet', 'start the service, which makes it, and back it up')];
  try {
    const warnings: string[] = [];
    await loadSecrets(secretFile, (line) => warnings.push(line));
    if (warnings.length > 0)
      return warnings.map((line) => warn(subject, line, 'let only the service read it, where it can be set'));
    return [ok(subject, 'readable by its owner only; keep a copy of it apart from the store')];
  } catch (error) {
    return [fail(subject, messageOf(error), 'correct the file, or restore it from your backup')];
  }
}

/** The store: opened beside a running service, asked, and closed. One that is not there is left so. */
export async function checkStore({ store: location, secretFile }: Config): Promise<readonly Finding[]> {
  const subject = 'Store';
  if (location.kind === 'memory')
    return [
      warn(subject, 'memory: a restart forgets every alias', 'set MAYFLY_STORE=lmdb:/var/lib/mayfly/store'),
    ];
  const memory = storeMemoryOf(secretFile);
  const isNew = (await memory.recall().catch(() => undefined))?.kind === 'new';
  if (isNew && location.kind === 'lmdb' && !(await exists(join(location.path, 'data.mdb'))))
    return [warn(subject, 'is not there yet', 'start the service, which makes it')];
  const findings: Finding[] = [];
  const warned = (line: string): void => void findings.push(warn(subject, line, 'do as it says'));
  let store: AliasStore | undefined;
  try {
    const secrets = await checksOf(secretFile);
    store = await openStore(location, { secrets, memory, purpose: 'look', warn: warned });
    await store.check();
    findings.push(ok(subject, `${location.kind}, reads and writes`));
  } catch (error) {
    findings.push(fail(subject, messageOf(error), 'correct that; until then mail is answered 451'));
  } finally {
    await store?.close().catch(() => undefined);
  }
  return location.kind === 'lmdb' && (await exists(location.path))
    ? [...findings, await checkSpace(location.path)]
    : findings;
}

async function checkSpace(path: string): Promise<Finding> {
  const subject = 'Disk';
  const { bavail, bsize } = await statfs((await stat(path)).isDirectory() ? path : dirname(path));
  const free = bavail * bsize;
  const says = `${Math.floor(free / 2 ** 20)} MiB free`;
  return free < leastFreeOctets
    ? fail(subject, says, 'make room: when the disk is full, mail is answered 451')
    : ok(subject, says);
}

/** What tells whether the store belongs to our secret; nothing where the secret itself is at fault, which is told apart. */
async function checksOf(secretFile: string): Promise<readonly string[]> {
  if (!(await exists(secretFile))) return [];
  return loadSecrets(secretFile).then(
    (secrets) => secrets.map(checkOf),
    () => [],
  );
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'failed';
}
