// SPDX-License-Identifier: MIT
/** The real program as a child process, on free ports and a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The program, from source. */
export const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const startDeadlineMs = 120_000;

/** A running program, or one that has ended. */
export interface Program {
  /** The child process; in a container this is what holds it, and ends it when it is killed. */
  readonly process: ChildProcess;
  /** The number of the first process of the program, as it is seen from here. */
  readonly pid: number;
  readonly url: string;
  readonly smtpPort: number;
  /** Everything it has printed on either stream. */
  output(): string;
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Asks it to stop, and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** What a REST client sees of an alias. */
export interface AliasBody {
  readonly address: string;
  readonly target: string;
  readonly state: string;
  readonly maxUses: number | null;
  readonly usesLeft: number | null;
  readonly delivered: number;
  readonly manageToken: string;
  /** With one that was made without a key. */
  readonly key?: string;
}

/** A folder that is removed with the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-test-'));
  context.after(() => removeFolder(folder));
  return folder;
}

/** Must not throw: hooks of the test that come later would not run, and what they end would live on. */
function removeFolder(folder: string): void {
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    remove();
  } catch {
    // A program that a later hook ends still writes there.
    process.once('exit', remove);
  }
}

/** The environment of a program that keeps its data in `folder` and picks its ports. */
export function environment(folder: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('MAYFLY_')),
  );
  return {
    ...inherited,
    MAYFLY_STORE: `lmdb:${join(folder, 'store')}`,
    MAYFLY_SECRET_FILE: join(folder, 'secret'),
    MAYFLY_HTTP_LISTEN: '127.0.0.1:0',
    MAYFLY_SMTP_LISTEN: '127.0.0.1:0',
    MAYFLY_RATE_LIMIT: 'off',
    // Nobody reads the mail of most tests; those of confirmation itself set this.
    MAYFLY_CONFIRM: 'off',
    ...more,
  };
}

/** Runs the command line to its end, in a shell that has run `preparation` before. */
export async function runProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  preparation = ':',
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const command = ['-c', `${preparation}; exec "$0" "$@"`, process.execPath, main, ...args];
  const child = spawn('sh', command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (octets) => {
    stdout += octets;
  });
  child.stderr.on('data', (octets) => {
    stderr += octets;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** Runs a command where process numbers begin with 1 again, as in a container. */
export const container: readonly string[] = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

/**
 * Starts `mayfly serve`, in a container where one is given, from source unless it is given another `main`, and waits until it listens;
 * it ends with the test at the latest.
 */
export async function startProgram(
  context: Pick<TestContext, 'after'>,
  env: NodeJS.ProcessEnv,
  within: readonly string[] = [],
  program = main,
): Promise<Program> {
  const [command = process.execPath, ...args] = [...within, process.execPath, program, 'serve'];
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const closed = once(child, 'close');
  context.after(() => {
    child.kill('SIGKILL');
    return closed;
  });
  const listening = await new Promise<{ http: string; smtp: string }>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`did not start:\n${output}`)), startDeadlineMs);
    const take = (octets: Buffer): void => {
      output += octets.toString('utf8');
      const line = output.split('\n').find((text) => text.includes('"listening"'));
      if (line === undefined) return;
      clearTimeout(deadline);
      resolve(JSON.parse(line));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', (octets: Buffer) => {
      output += octets.toString('utf8');
    });
    closed.then(() => reject(new Error(`ended early:\n${output}`)));
  });
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = await closed;
    return code;
  };
  return {
    process: child,
    pid: within.length === 0 ? (child.pid ?? 0) : (childrenOf(child.pid)[0] ?? 0),
    url: `http://${listening.http}`,
    smtpPort: Number(listening.smtp.slice(listening.smtp.lastIndexOf(':') + 1)),
    output: () => output,
    kill: async () => {
      await stop('SIGKILL');
    },
    stop: (signal = 'SIGTERM') => stop(signal),
  };
}

/** The process ids of the children of a process; none when it has ended. */
export function childrenOf(pid: number | undefined): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** `POST /aliases`; fails the test unless it answers 201. */
export async function createAlias(program: Program, request: object, key?: string): Promise<AliasBody> {
  const response = await fetch(`${program.url}/aliases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(request),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as AliasBody;
}

/** `POST /keys`; throws when it does not answer 201. */
export async function createKey(program: Program, request: object): Promise<{ readonly key: string }> {
  const response = await fetch(`${program.url}/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { readonly key: string };
}

/** `GET /aliases/{address}`; nothing when it answers 404. */
export async function showAlias(
  program: Program,
  alias: Pick<AliasBody, 'address' | 'manageToken'>,
): Promise<AliasBody | undefined> {
  const response = await fetch(`${program.url}/aliases/${encodeURIComponent(alias.address)}`, {
    headers: { authorization: `Bearer ${alias.manageToken}` },
  });
  return [404, 410].includes(response.status) ? undefined : ((await response.json()) as AliasBody);
}
