// SPDX-License-Identifier: MIT
/** The log for `mayfly trace`: from a file, or from the journal of systemd. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { errorCodeOf } from '../base/error-code.ts';
import { CommandError, type LogPlace } from '../cli/deps.ts';
import type { Config } from '../config/config.ts';
import { existingSecrets } from '../crypto/secret-file.ts';
import { createVault } from '../crypto/vault.ts';
import { domainHash, recipientHash } from './log-hashes.ts';

/** Its lines, the oldest first. Rejects with `CommandError` where it cannot be read. */
export async function* readLog(place: LogPlace): AsyncGenerator<string> {
  try {
    yield* 'file' in place ? linesOf(createReadStream(place.file)) : journal(place);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = errorCodeOf(error) ?? 'unknown error';
    throw new CommandError(
      'file' in place
        ? `the log cannot be read (${code})`
        : `the journal cannot be read (journalctl: ${code}); name a file with --log`,
    );
  }
}

async function* journal({ unit, since }: { readonly unit: string; readonly since: string }) {
  // With `=`, so that a value with a dash in front is none of the options.
  const args = [`--unit=${unit}`, `--since=${since}`, '--output=cat', '--no-pager', '--quiet'];
  const child = spawn('journalctl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  let said = '';
  child.stderr.on('data', (octets) => {
    said += octets;
  });
  yield* linesOf(child.stdout);
  const [code] = await closed;
  if (code !== 0) throw new CommandError(`journalctl: ${said.trim().split('\n')[0] ?? code}`);
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of input.setEncoding('utf8')) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** What the log may have for an address or a domain, under each of the secrets. */
export async function logHashes(config: Config, what: string): Promise<readonly string[]> {
  const secrets = await existingSecrets(config.secretFile);
  return secrets.map((secret) => {
    const vault = createVault(secret);
    return what.includes('@') ? recipientHash(vault, what) : domainHash(vault, what);
  });
}
