// SPDX-License-Identifier: MIT
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ShownAlias } from './api.ts';
import { type CliDeps, CommandError, UsageError } from './deps.ts';
import { formatAlias, formatCreated, formatJson } from './format.ts';
import {
  apiOf,
  type ClientOptions,
  client,
  configOf,
  type OwnerOptions,
  owner,
  parseNumber,
  refuseNoAddress,
  tokenOf,
} from './options.ts';

/** Adds `create`, `show`, `change`, `pause`, `resume` and `destroy`, which call a running service. */
export function addAliasCommands(program: Command, deps: CliDeps): void {
  const print: Print = (alias, options) => deps.out(options.json ? formatJson(alias) : formatAlias(alias));

  client(program.command('create'))
    .description('make an alias; at least one limit is required')
    .argument('<target>', 'address that mail is passed on to')
    .option('--max-uses <number>', 'dies after this many messages', parseNumber)
    .option('--days <number>', 'dies after this many days', parseNumber)
    .option('--valid-for <duration>', 'the same, as an ISO 8601 duration such as PT12H')
    .option('--valid-from <instant>', 'takes no mail before, such as 2027-01-31T12:00:00Z')
    .option('--valid-until <instant>', 'dies at this instant')
    .option('--starts-at <start>', 'when --valid-for starts: creation or first-use')
    .addOption(new Option('--clock <start>', 'the old name of --starts-at').hideHelp())
    .option('--idle-for <duration>', 'dies after this much time without mail')
    .option('--name <name>', 'a name of your choice')
    .option('--style <style>', 'how a name is made up: random or words')
    .option('--domain <domain>', 'domain of the service')
    .option('--note <text>', 'label for yourself')
    .action(async (target: string, options: ClientOptions & Readonly<Record<string, unknown>>) => {
      // Options are named as the fields of the request are.
      const { config: _config, url: _url, json, ...limits } = options;
      const alias = await (await apiOf(deps, options)).create({ target, ...limits });
      deps.out(json ? formatJson(alias) : formatCreated(alias));
    });

  owner(program.command('show'))
    .description('show an alias')
    .action(async (address: string, options: OwnerOptions) => {
      const token = tokenOf(deps, options);
      print(await (await apiOf(deps, options)).show(address, token), options);
    });

  addChange(program, deps, print);

  for (const { verb, state, description } of stateCommands)
    owner(program.command(verb))
      .description(description)
      .action(async (address: string, options: OwnerOptions) => {
        const token = tokenOf(deps, options);
        print((await (await apiOf(deps, options)).change(address, token, { state })).alias, options);
      });

  addDestroy(program, deps);
}

type Print = (alias: ShownAlias, options: OwnerOptions) => void;

function addChange(program: Command, deps: CliDeps, print: Print): void {
  owner(program.command('change'))
    .description(
      'change the limits of an alias, its label, or where its mail goes; the value none lifts a limit',
    )
    .option('--max-uses <number>', 'dies after this many messages in all', orNone(parseNumber))
    .option('--days <number>', 'dies after this many days from now', orNone(parseNumber))
    .option('--valid-for <duration>', 'the same, as an ISO 8601 duration such as PT12H', orNone(asWritten))
    .option('--valid-until <instant>', 'dies at this instant', orNone(asWritten))
    .option('--idle-for <duration>', 'dies after this much time without mail', orNone(asWritten))
    .option('--note <text>', 'label for yourself')
    .option('--target <address>', 'where mail goes from now on, or once its owner has agreed')
    .action(async (address: string, options: OwnerOptions & Readonly<Record<string, unknown>>) => {
      const { config: _config, url: _url, json: _json, token: _token, note, target, ...limits } = options;
      const lifted = Object.entries(limits).map(([name, limit]) => [name, limit === none ? null : limit]);
      const change = {
        ...Object.fromEntries(lifted),
        ...(note !== undefined && { note }),
        ...(target !== undefined && { target }),
      };
      if (Object.keys(change).length === 0)
        throw new UsageError('nothing to change: give at least one option');
      const token = tokenOf(deps, options);
      const { alias, isAsked } = await (await apiOf(deps, options)).change(address, token, change);
      print(alias, options);
      if (isAsked && !options.json)
        deps.out(
          `The owner of ${target} is asked by mail; until they agree, within a day, mail goes on to ${alias.target}.\n`,
        );
    });
}

/** An option that may be `none`, which stays as it is, since commander makes something else of `null`. */
function orNone<T>(parse: (text: string) => T): (text: string) => T | typeof none {
  return (text) => (text === none ? none : parse(text));
}

/** Lifts a limit. */
const none = 'none';

function asWritten(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

interface DestroyOptions extends OwnerOptions {
  readonly operator?: true;
  readonly yes?: true;
}

function addDestroy(program: Command, deps: CliDeps): void {
  owner(program.command('destroy'))
    .description('end an alias for good')
    .option('--operator', 'for the operator: on the store itself, without the token')
    .option('--yes', 'with --operator: do not ask for confirmation')
    .action(async (address: string, options: DestroyOptions) => {
      if (options.operator) await destroyUnasked(deps, address, options);
      else if (options.yes) throw new UsageError('--yes goes with --operator');
      else {
        const token = tokenOf(deps, options);
        await (await apiOf(deps, options)).destroy(address, token);
      }
      deps.out(options.json ? formatJson({ address, destroyed: true }) : `${address} is gone for good\n`);
    });
}

/** For the operator, who has to mean it: nobody can make the alias again. */
async function destroyUnasked(deps: CliDeps, address: string, options: DestroyOptions): Promise<void> {
  if (options.token !== undefined || options.url !== undefined)
    throw new UsageError('--operator works on the store itself, and takes neither --token nor --url');
  refuseNoAddress(address);
  const config = await configOf(deps, options);
  if (!options.yes) {
    const answer = await deps.ask(`End ${address} for good? Nobody can make it again. [y/N] `);
    if (answer === undefined) throw new UsageError('--yes is required where nobody can be asked');
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new CommandError('nothing was done');
  }
  if (!(await deps.destroyAlias(config, address)))
    throw new CommandError(`no such alias lives: ${address}; what is left of it, mayfly inspect tells`);
}

const stateCommands = [
  { verb: 'pause', state: 'paused', description: 'have senders try again later until the alias is resumed' },
  { verb: 'resume', state: 'active', description: 'let the alias take mail again' },
] as const;
