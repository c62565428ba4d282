import type { Command } from 'commander';
import { type CliDeps, CommandError } from './deps.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';
import { formatTrace, traceLines } from './trace.ts';

interface TraceOptions extends ConfigOptions {
  readonly log?: string;
  readonly unit: string;
  readonly since: string;
}

/** Adds `trace`, which finds in the log what became of a message. */
export function addTraceCommand(program: Command, deps: CliDeps): void {
  configured(program.command('trace'))
    .description('find what became of a message in the log: its line, and all of its session')
    .argument(
      '<what>',
      'our id of a message, as in the 250 and the Received field; that of the next hop; a session; a recipient; a domain of direct delivery',
    )
    .option('--log <file>', 'a file with the log; the journal of systemd by default')
    .option('--unit <name>', 'the unit whose journal is read', 'mayfly')
    .option('--since <time>', 'how far back the journal is read, as journalctl takes it', '-7d')
    .option('--json', 'print the lines as they are, one JSON object each')
    .action(async (what: string, options: TraceOptions) => {
      const ids = [what, ...(await hashesOf(deps, what, options))];
      const { log: file, unit, since } = options;
      const found = await traceLines(
        () => deps.readLog(file === undefined ? { unit, since } : { file }),
        ids,
      );
      if (found.length === 0)
        throw new CommandError(
          `nothing of ${what} is in the log; refused recipients are there only with MAYFLY_LOG_LEVEL=debug`,
        );
      for (const line of found) deps.out(options.json ? `${JSON.stringify(line)}\n` : formatTrace(line));
    });
}

/** An address or a domain is in the log by its hash alone, for which the settings have to name the secret. */
async function hashesOf(deps: CliDeps, what: string, options: ConfigOptions): Promise<readonly string[]> {
  return /[@.]/.test(what) ? deps.logHashes(await configOf(deps, options), what) : [];
}
