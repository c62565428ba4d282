// SPDX-License-Identifier: MIT
/** Debian's rspamd with the rules that it is installed with, and DNS of the tests' own in place of the network. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { freePort } from '../free-port.ts';
import { eventually } from '../redis/redis-server.ts';
import { temporaryFolder } from './program.ts';

/** What it says of a message: what to do, the sum of points, and which rules matched. */
export interface SpamVerdict {
  readonly action: string;
  readonly score: number;
  readonly symbols: readonly string[];
}

const verdictSchema = z.object({
  action: z.string(),
  score: z.number(),
  symbols: z.record(z.string(), z.unknown()),
});

/** Starts it, ended with the test; gives what asks it about a message, with the header fields of its protocol. */
export async function startStockRspamd(
  t: TestContext,
  nameServer: string,
): Promise<(message: Buffer, fields: Readonly<Record<string, string>>) => Promise<SpamVerdict>> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  for (const name of ['local.d', 'override.d', 'maps.d']) mkdirSync(join(folder, name));
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), `${text}\n`);
  put('suffixes', 'example');
  put('local.d/worker-normal.inc', `bind_socket = "127.0.0.1:${port}"; count = 1;`);
  for (const name of ['worker-controller.inc', 'worker-proxy.inc', 'fuzzy_check.conf'])
    put(`local.d/${name}`, 'enabled = false;');
  put('override.d/logging.inc', 'type = "console"; level = "error";');
  put(
    'override.d/options.inc',
    // Debian's list of public suffixes takes a minute to compile, and so do its regular expressions for hyperscan.
    `url_tld = "${folder}/suffixes"; disable_hyperscan = true; pidfile = "${folder}/pid"; tempdir = "${folder}"; cache_file = "${folder}/cache";
    hs_cache_dir = "${folder}"; control_socket = "${folder}/control mode=0600"; local_addrs = ["192.0.2.99"];
    dns { timeout = 2s; retransmits = 2; nameserver = ["${nameServer}"]; }`,
  );
  const variables = ['RUNDIR', 'DBDIR', 'LOGDIR', 'LOCAL_CONFDIR'].flatMap((name) => [
    '--var',
    `${name}=${folder}`,
  ]);
  const child = spawn(
    'rspamd',
    ['--no-fork', '--insecure', '--config', '/etc/rspamd/rspamd.conf', ...variables],
    { stdio: 'ignore' },
  );
  const closed = once(child, 'close');
  t.after(() => {
    child.kill('SIGTERM');
    return closed;
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/ping`).catch(() => undefined))?.ok === true, 120_000);
  return async (message, fields) => {
    const response = await fetch(`${url}/checkv2`, {
      method: 'POST',
      headers: fields,
      body: new Uint8Array(message),
    });
    const { symbols, ...verdict } = verdictSchema.parse(await response.json());
    return { ...verdict, symbols: Object.keys(symbols) };
  };
}
