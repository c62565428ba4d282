// SPDX-License-Identifier: MIT
import type { Alias } from '../mayfly/alias.ts';
import { type AliasChange, type Client, createClient } from '../mayfly/client.ts';
import { type EndedAlias, goneSince, type KnownAlias } from '../mayfly/ended.ts';
import type { PresetName } from '../mayfly/preset.ts';
import { Refusal } from '../mayfly/refusal.ts';
import { withCause } from './reach.ts';
import { readSettings, updateSettings } from './settings.ts';

/** Makes an alias labelled with the name of a site, by the usual preset where none is named. Throws a Refusal. */
export async function makeAlias(site: string, preset?: PresetName): Promise<Alias> {
  const { preset: usual } = await readSettings();
  const alias = await ask((client) => client.make(preset ?? usual, site));
  await updateSettings(({ known }) => ({ known: [knownOf(alias), ...known] }));
  return alias;
}

/** Changes an alias; gives it as it is then. Throws a Refusal. */
export function changeAlias(address: string, change: AliasChange): Promise<Alias> {
  return ask((client) => client.change(address, change));
}

/** Destroys an alias, so that its end is no news. Throws a Refusal. */
export async function destroyAlias(address: string): Promise<void> {
  await ask((client) => client.destroy(address));
  await updateSettings(({ known }) => ({ known: known.filter((it) => it.address !== address) }));
}

/** What a look at the server brought. */
export interface Look {
  readonly aliases: readonly Alias[];
  /** Those that have ended since the look before. */
  readonly newlyEnded: readonly EndedAlias[];
}

/** Lists the living aliases, and notices those that have ended. Throws a Refusal. */
export async function look(): Promise<Look> {
  const { known: before } = await readSettings();
  const aliases = await ask((client) => client.aliases());
  const endings = await endingsOf(goneSince(before, aliases).slice(0, maxEnded));
  let newlyEnded: readonly EndedAlias[] = [];
  // Aliases may have been made, destroyed or noticed while the answers were on their way.
  await updateSettings(({ known, ended }) => {
    newlyEnded = endings.filter((it) => isAmong(known, it) && !isAmong(ended, it));
    const made = known.filter((it) => !isAmong(before, it) && !isAmong(aliases, it));
    return {
      known: [...made, ...aliases.map(knownOf)],
      ended: [...newlyEnded, ...ended].slice(0, maxEnded),
    };
  });
  return { aliases, newlyEnded };
}

const maxEnded = 20;

/** How each of them has ended; without those that live after all. */
async function endingsOf(gone: readonly KnownAlias[]): Promise<readonly EndedAlias[]> {
  const endings = await Promise.all(
    gone.map(async (alias) => ({ alias, how: await ask((client) => client.ending(alias.address)) })),
  );
  return endings.flatMap(({ alias, how }) => (how === undefined ? [] : [{ ...alias, how }]));
}

function isAmong(list: readonly KnownAlias[], { address }: KnownAlias): boolean {
  return list.some((it) => it.address === address);
}

async function ask<T>(act: (client: Client) => Promise<T>): Promise<T> {
  const { account } = await readSettings();
  if (account === undefined) throw new Refusal('wrongKey');
  return withCause(account.server, () => act(createClient(account)));
}

function knownOf({ address, note }: Alias): KnownAlias {
  return { address, note };
}
