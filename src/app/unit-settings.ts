// SPDX-License-Identifier: MIT
/** The settings of a service that runs under systemd, which a shell does not have. */
import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { errorCodeOf } from '../base/error-code.ts';
import { CommandError, type GivenSettings } from '../cli/deps.ts';

/** What its first process was given. Rejects with `CommandError` where the unit does not run, or may not be looked at. */
export async function unitSettings(unit: string): Promise<GivenSettings> {
  const place = `/proc/${await processOf(unit)}`;
  try {
    const [variables, words] = [await listIn(`${place}/environ`), await listIn(`${place}/cmdline`)];
    const pairs = variables.map((line) => line.split(/=(.*)/s, 2));
    const env = Object.fromEntries(pairs.filter(([name]) => name?.startsWith('MAYFLY_')));
    const at = words.findIndex((word) => /^--config(?:=|$)/.test(word));
    const file = /^--config=(.*)$/s.exec(words[at] ?? '')?.[1] ?? (at < 0 ? undefined : words[at + 1]);
    return { env, config: file && resolve(await readlink(`${place}/cwd`), file) };
  } catch (error) {
    const code = errorCodeOf(error) ?? 'unknown error';
    throw new CommandError(`the settings of ${unit} cannot be read (${code}): root may read them`);
  }
}

async function processOf(unit: string): Promise<number> {
  const args = ['show', '--property=MainPID', '--value', '--', unit];
  const { stdout } = await promisify(execFile)('systemctl', args).catch((error: unknown) => {
    throw new CommandError(`systemctl does not tell of ${unit} (${errorCodeOf(error) ?? 'unknown error'})`);
  });
  const id = Number(stdout);
  if (!(id > 0)) throw new CommandError(`${unit} does not run; name its file with --config`);
  return id;
}

/** What the kernel keeps of a process, each with a zero octet behind it. */
async function listIn(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).split('\0').slice(0, -1);
}
