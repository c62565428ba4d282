// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import { type CliDeps, CommandError } from './deps.ts';
import { localUrl } from './endpoints.ts';
import { formatJson } from './format.ts';
import { type ClientOptions, client, configOf } from './options.ts';

/** The service waits for its own checks up to some seconds; what takes longer is not ready either, ms. */
const timeoutMs = 10_000;

/** Adds `ready`, which asks a running service whether it can do its work; made for health checks. */
export function addReadyCommand(program: Command, deps: CliDeps): void {
  client(program.command('ready'))
    .description('ask the running service whether it is ready: exit 0 when it is, 1 when it is not')
    .action(async (options: ClientOptions) => {
      const url = localUrl(await configOf(deps, options), options.url);
      const { isReady, failed } = await askReady(deps.fetch, url);
      if (options.json) deps.out(formatJson({ ready: isReady, failed }));
      else if (isReady) deps.out('ready\n');
      if (!isReady) throw new CommandError(`not ready: ${failed.join(', ')}`);
    });
}

/** `GET /readyz`: whether it is ready, and which checks failed. Throws `CommandError` when no service answers. */
export async function askReady(
  fetchIt: typeof fetch,
  url: string,
): Promise<{ readonly isReady: boolean; readonly failed: readonly string[] }> {
  const response = await fetchIt(`${url}/readyz`, { signal: AbortSignal.timeout(timeoutMs) }).catch(
    (error: unknown) => {
      throw new CommandError(`not ready: no service answers at ${url}`, { cause: error });
    },
  );
  if (response.ok) return { isReady: true, failed: [] };
  const body: unknown = await response.json().catch(() => undefined);
  const failed = failedChecksOf(body);
  return { isReady: false, failed: failed.length > 0 ? failed : [`the service answered ${response.status}`] };
}

function failedChecksOf(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null || !('checks' in body)) return [];
  const { checks } = body;
  if (typeof checks !== 'object' || checks === null) return [];
  return Object.entries(checks)
    .filter(([, verdict]) => verdict !== 'ok')
    .map(([name]) => name);
}
