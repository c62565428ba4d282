// SPDX-License-Identifier: MIT
import { Argument, type Command } from 'commander';
import { formatCompletion, shells } from './completion.ts';
import type { CliDeps } from './deps.ts';

/** Adds `completion`. */
export function addCompletionCommand(program: Command, deps: CliDeps): void {
  program
    .command('completion')
    .description('print the script that lets a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action((shell: (typeof shells)[number]) => deps.out(formatCompletion(shell, program)));
}
