// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import { type CliDeps, CommandError } from './deps.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';
import { formatTrace, type LogLine, traceLines } from './trace.ts';

interface TraceOptions extends ConfigOptions {
  readonly log?: string;
  readonly unit: string;
  readonly since: string;
}

/** Adds `trace`, which finds in the log what became of a message. */
export function addTraceCommand(program: Command, deps: CliDeps): void {
  configured(program.command('trace'))
    .description('look up in the log what became of a message: its line, and all of its session')
    .argument(
      '<what>',
      'our id of a message, as in the 250 and the Received field; that of the next hop; a session; a recipient; a domain of direct delivery',
    )
    .option('--log <file>', 'a file with the log; the journal of systemd by default')
    .option('--unit <name>', 'the unit whose journal is read', 'mayfly')
    .option('--since <time>', 'how far back the journal is read, as journalctl takes it', '-7d')
    .option('--json', 'print the lines as they are, one JSON object each')
    .action(async (what: string, options: TraceOptions) => {
      const found = await findLines(deps, what, options);
      if (found.length === 0)
        throw new CommandError(
          `nothing of ${what} is in ${placeOf(options)}; refused recipients are logged only with MAYFLY_LOG_LEVEL=debug`,
        );
      for (const line of found) deps.out(options.json ? `${JSON.stringify(line)}\n` : formatTrace(line));
    });
}

function placeOf({ log, unit, since }: TraceOptions): string {
  return log ?? `the journal of ${unit} from ${since} on (--since looks further back, --log reads a file)`;
}

/**
 * What is in the log as it stands, an id, comes first: ids of other servers may look like a domain. An address or a domain is there by
 * its hash alone, for which the settings have to name the secret.
 */
async function findLines(
  deps: CliDeps,
  what: string,
  { log: file, unit, since, ...options }: TraceOptions,
): Promise<readonly LogLine[]> {
  const read = () => deps.readLog(file === undefined ? { unit, since } : { file });
  const found = await traceLines(read, [what]);
  if (found.length > 0 || !/[@.]/.test(what)) return found;
  return traceLines(read, await deps.logHashes(await configOf(deps, options), what));
}
