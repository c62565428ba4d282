// SPDX-License-Identifier: MIT
import { type Command, Option } from 'commander';
import { type CliDeps, CommandError, type KeySummary, type NewKey, UsageError } from './deps.ts';
import { facts, formatCount, formatJson } from './format.ts';
import { formatMistake } from './option-names.ts';
import { type ConfigOptions, configOf, configured, parseNumber } from './options.ts';

interface RevokeOptions extends ConfigOptions {
  readonly destroyAliases?: true;
}

/** Adds `key create`, `key list` and `key revoke`, which work on the store itself, also while the service runs. */
export function addKeyCommands(program: Command, deps: CliDeps): void {
  const key = program.command('key').description('keys, each of which makes aliases for one target');

  configured(key.command('create'))
    .description('make a key, which is active at once')
    .requiredOption('--target <target>', 'address that mail to its aliases is passed on to')
    .option('--label <text>', 'name for whoever holds it')
    .option('--max-uses <number>', 'its aliases die after this many messages', parseNumber)
    .option('--days <number>', 'its aliases die after this many days', parseNumber)
    .option('--valid-for <duration>', 'the same, as an ISO 8601 duration such as PT12H')
    .option('--starts-at <start>', 'when --valid-for starts: creation or first-use')
    .addOption(new Option('--clock <start>', 'the old name of --starts-at').hideHelp())
    .option('--idle-for <duration>', 'its aliases die after this much time without mail')
    .option('--style <style>', 'how names are made up: random or words')
    .option('--domain <domain>', 'domain of the service')
    .option('--note <text>', 'label of its aliases')
    .option('--json', 'print JSON')
    .action(async (options: ConfigOptions & Readonly<Record<string, unknown>>) => {
      // Options are named as the fields of the request are.
      const { config: _config, json, ...request } = options;
      const made = await deps.createKey(await configOf(deps, options), request);
      if ('mistakes' in made)
        throw new CommandError(made.mistakes.map((one) => formatMistake(one)).join('; '));
      deps.out(json ? formatJson(made) : formatNewKey(made));
    });

  configured(key.command('list'))
    .description('list the keys; their owners and aliases are sealed, so only what is in clear is shown')
    .option('--json', 'print JSON')
    .action(async (options: ConfigOptions) => {
      const keys = await deps.listKeys(await configOf(deps, options));
      if (options.json) return deps.out(formatJson({ keys }));
      for (const entry of keys) deps.out(formatSummary(entry));
      deps.out(`${formatCount(keys.length, 'key', 'keys')}\n`);
    });

  configured(key.command('revoke'))
    .description('end a key; its aliases live on unless they are destroyed with it')
    .argument('<key>', 'its id, as key list shows it, or the key itself; - reads MAYFLY_KEY')
    .option('--destroy-aliases', 'destroy its aliases too; needs the key itself, not its id')
    .option('--json', 'print JSON')
    .action(async (given: string, options: RevokeOptions) => {
      const which = given === '-' ? (deps.env.MAYFLY_KEY ?? '') : given;
      if (which === '') throw new UsageError('MAYFLY_KEY is empty: it must have the key that is to end');
      const aliases = options.destroyAliases ? 'destroy' : 'keep';
      const outcome = await deps.revokeKey(await configOf(deps, options), { which, aliases });
      if (outcome === 'needsText')
        throw new UsageError(
          '--destroy-aliases takes the key itself: without it nobody can tell which its aliases are',
        );
      if (outcome === 'unknown') throw new CommandError('there is no such key');
      deps.out(options.json ? formatJson({ revoked: true }) : 'revoked\n');
    });
}

function formatNewKey({ key, target, label, preset }: NewKey): string {
  const limits = Object.entries(preset).map(([name, value]) => `${name} ${value}`);
  const rows = facts([
    ['key', key],
    ['target', target],
    ['label', label],
    ['preset', limits.join(', ')],
  ]);
  return `${rows}The key is shown this once; whoever has it makes aliases for the target.\n`;
}

/** One line: columns that line up, since ids are equally long. */
function formatSummary({ id, state, made, unusedUntil }: KeySummary): string {
  return `${id}  ${state.padEnd(11)}  made ${String(made).padStart(4)}  gone ${unusedUntil.slice(0, 10)} if not used\n`;
}
