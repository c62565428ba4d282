// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, loopback } from '../network.ts';
import { start } from '../processes.ts';
import { listening, messageLimitOctets, type Peer, type Server, type Setting } from './peer.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const createdAtATime = 20;
/** More than any run spends. */
const usesOfAnAlias = 100_000_000;

/** How Mayfly is run where it is not as a user would. */
export interface MayflyOptions {
  /** Its file, from the project's folder. */
  readonly program?: string | undefined;
  /** A folder for a CPU profile of each run. */
  readonly profile?: string | undefined;
  /** `MAYFLY_STORE` in place of an embedded one of its own. */
  readonly store?: string | undefined;
}

/** Mayfly as a user runs it: LMDB store, sealing, limits, logs to a file. */
export function createMayfly(
  name: string,
  { program = 'dist/main.js', profile, store }: MayflyOptions,
): Peer {
  const nodeArguments = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
  return {
    name,
    async prepare() {
      const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
      const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
        cwd: project,
        encoding: 'utf8',
      });
      return { version: `${version} (${commit.trim()}), Node ${process.versions.node}` };
    },
    async start(setting) {
      const httpPort = await freePort();
      const command = [...nodeArguments, resolve(project, program), 'serve'];
      const server = await serve(command, { ...setting, store }, httpPort);
      await createAliases(httpPort, setting);
      return server;
    },
  };
}

/** Only what a load from one address needs is lifted: connections per client and aliases made per minute. */
async function serve(
  args: readonly string[],
  setting: Setting & { readonly store: string | undefined },
  httpPort: number,
): Promise<Server> {
  const { folder, domain, sinkPort, connections, store = `lmdb:${join(folder, 'store')}` } = setting;
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  const log = await open(join(folder, 'log'), 'a');
  const child = start(process.execPath, args, {
    cwd: project,
    stdio: ['ignore', log.fd, 'inherit'],
    env: {
      PATH: process.env.PATH,
      MAYFLY_DOMAINS: domain,
      MAYFLY_HTTP_LISTEN: `${loopback}:${httpPort}`,
      MAYFLY_SMTP_LISTEN: `${loopback}:${port}`,
      MAYFLY_NEXT_HOP: `smtp://${loopback}:${sinkPort}`,
      MAYFLY_STORE: store,
      MAYFLY_SECRET_FILE: join(folder, 'secret'),
      MAYFLY_MAX_MESSAGE_SIZE: `${messageLimitOctets}`,
      MAYFLY_MAX_USES: 'off',
      MAYFLY_RATE_LIMIT: 'off',
      MAYFLY_CONFIRM: 'off',
      MAYFLY_SMTP_CONNECTIONS: `${Math.max(2000, connections)}`,
      MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: `${connections}`,
      MAYFLY_SMTP_ERRORS_PER_CLIENT: 'off',
    },
  });
  await log.close();
  return listening(child, port);
}

async function createAliases(httpPort: number, { localParts, domain }: Setting): Promise<void> {
  const left = localParts.values();
  const createThem = async (): Promise<void> => {
    for (const localPart of left) await createAlias(httpPort, localPart, domain);
  };
  await Promise.all(Array.from({ length: createdAtATime }, createThem));
}

async function createAlias(httpPort: number, localPart: string, domain: string): Promise<void> {
  const response = await fetch(`http://${loopback}:${httpPort}/aliases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      target: `${localPart}@target.test`,
      name: localPart,
      domain,
      maxUses: usesOfAnAlias,
      days: 30,
    }),
  });
  if (response.status !== 201)
    throw new Error(`an alias was not made: ${response.status} ${await response.text()}`);
}
