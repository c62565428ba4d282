// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import { type CliDeps, CommandError, type InspectedAlias } from './deps.ts';
import { facts, formatAge, formatJson } from './format.ts';
import { type ConfigOptions, configOf, configured, refuseNoAddress } from './options.ts';

/** Adds `inspect`, which works on the store itself, also while the service runs. */
export function addOperatorCommands(program: Command, deps: CliDeps): void {
  configured(program.command('inspect'))
    .description(
      'show what the store has in clear about an alias: state, limits, counters and age. Its target and label stay sealed, and the store does not reveal which key made it',
    )
    .argument('<address>', 'the alias')
    .option('--json', 'print JSON')
    .action(async (address: string, options: ConfigOptions) => {
      refuseNoAddress(address);
      const alias = await deps.inspectAlias(await configOf(deps, options), address);
      if (alias === undefined)
        throw new CommandError(`there never was an alias ${address}, or it was never confirmed`);
      deps.out(options.json ? formatJson(alias) : formatInspected(alias));
    });
}

function formatInspected(alias: InspectedAlias): string {
  if (alias.life === 'gone')
    return facts([
      ['alias', alias.address],
      ['state', 'gone: it existed once, and is never given out again'],
    ]);
  const { maxUses, usesLeft, delivered, pending, inDoubt } = alias;
  const left = maxUses === null ? 'unlimited' : `${usesLeft} of ${maxUses} left`;
  return facts([
    ['alias', alias.address],
    ['state', lives[alias.life]],
    ['uses', `${left}, ${delivered} delivered, ${pending - inDoubt} under way, ${inDoubt} in doubt`],
    ['made', `${alias.createdAt}, ${formatAge(alias.ageSeconds * 1000)} ago`],
    ['from', alias.validFrom],
    ['until', alias.validUntil],
    ['for', alias.validFor],
    ['idle', alias.idleFor],
    ['first', alias.firstDeliveryAt],
    ['last', alias.lastDeliveryAt],
  ]);
}

const lives = {
  alive: 'alive',
  notYet: 'not yet valid',
  paused: 'paused',
  unconfirmed: 'unconfirmed',
  busy: 'alive, its last uses are under way',
  usedUp: 'used up',
  expired: 'expired',
} as const;
