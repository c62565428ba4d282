// SPDX-License-Identifier: MIT
import { Command, CommanderError } from 'commander';
import { addAliasCommands } from './alias-commands.ts';
import { addBlockCommands } from './block-commands.ts';
import { addCompletionCommand } from './completion-command.ts';
import { withDefaultCommand } from './default-command.ts';
import { type CliDeps, InterruptedError, UsageError } from './deps.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addDomainCommands } from './domain-commands.ts';
import { formatCount, formatJson } from './format.ts';
import { addKeyCommands } from './key-commands.ts';
import { addMailCommands } from './mail-commands.ts';
import { addOperatorCommands } from './operator-commands.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';
import { waitFor } from './progress.ts';
import { addReadyCommand } from './ready-command.ts';
import { addSetupCommand } from './setup-command.ts';
import { addTraceCommand } from './trace-command.ts';
import { addTransferCommands } from './transfer-commands.ts';

/**
 * Runs a command line (without interpreter and script) and gives its exit code: 0 done, 1 it could not be done,
 * 2 mistakes in the call or the configuration, 130 or 143 broken off by a signal. Whatever went wrong goes to `err`, a line for each mistake.
 */
export async function runCli(deps: CliDeps, args: readonly string[]): Promise<number> {
  try {
    await createProgram(deps).parseAsync(withDefaultCommand(args), { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // What read a configuration has loaded this already.
    const { ConfigError } = await import('../config/config.ts');
    const lines = error instanceof ConfigError ? error.mistakes : [messageOf(error)];
    for (const line of lines) deps.err(`mayfly: ${line}\n`);
    if (error instanceof InterruptedError) return error.exitCode;
    return error instanceof ConfigError || error instanceof UsageError ? 2 : 1;
  }
}

/** The commands. Their actions throw `ConfigError`, `UsageError`, `CommandError`, and what the dependencies throw. */
function createProgram(deps: CliDeps): Command {
  const program = new Command('mayfly')
    .description('Email aliases that self-destruct.')
    .version(deps.version)
    .exitOverride()
    .configureOutput({
      writeOut: deps.out,
      writeErr: deps.err,
      outputError: (text, write) => write(`mayfly: ${oneLine(text.replace(/^error: /, ''))}\n`),
    });
  addServiceCommands(program, deps);
  addAliasCommands(program, deps);
  addMailCommands(program, deps);
  addTransferCommands(program, deps);
  addKeyCommands(program, deps);
  addOperatorCommands(program, deps);
  addBlockCommands(program, deps);
  addDoctorCommand(program, deps);
  addDomainCommands(program, deps);
  addReadyCommand(program, deps);
  addTraceCommand(program, deps);
  addSetupCommand(program, deps);
  addCompletionCommand(program, deps);
  return program;
}

function addServiceCommands(program: Command, deps: CliDeps): void {
  configured(program.command('serve'))
    .description('run the service; the default command')
    .action(async (options: ConfigOptions) => deps.serve(await configOf(deps, options)));

  configured(program.command('sweep'))
    .description('turn the dead aliases of the store into tombstones')
    .option('--json', 'print JSON')
    .action(async (options: ConfigOptions) => {
      const config = await configOf(deps, options);
      const swept = await waitFor(deps, 'sweeping', () => deps.sweep(config));
      deps.out(
        options.json ? formatJson({ swept }) : `${formatCount(swept, 'dead alias', 'dead aliases')} swept\n`,
      );
    });
}

function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message || error.name : String(error));
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
