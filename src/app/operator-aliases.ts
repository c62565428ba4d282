// SPDX-License-Identifier: MIT
/** What the operator does with aliases from the command line, on the store itself. */
import { usesLeft } from '../alias/alias.ts';
import { destroyUnasked, inspect } from '../alias/inspection.ts';
import { linkedViewOf } from '../alias/view.ts';
import type { InspectedAlias } from '../cli/deps.ts';
import type { Config } from '../config/config.ts';
import { formatDuration } from '../http/duration.ts';
import { onStore } from './operator-store.ts';

/** What is in clear of an alias. */
export function inspectAlias(config: Config, address: string): Promise<InspectedAlias | undefined> {
  return onStore(config, 'reject', async (deps) => {
    const found = await inspect(deps, address);
    if (found === undefined || !('record' in found)) return found;
    const { life, record } = found;
    const { validFrom, validUntil, validForMs, idleForMs } = linkedViewOf(found.address, record);
    return {
      address: found.address,
      life,
      maxUses: record.maxUses,
      usesLeft: usesLeft(record),
      delivered: record.delivered,
      pending: record.pending.length,
      inDoubt: record.pending.filter(({ isInDoubt }) => isInDoubt).length,
      validFrom: instant(validFrom),
      validUntil: instant(validUntil),
      validFor: duration(validForMs),
      idleFor: duration(idleForMs),
      createdAt: new Date(record.createdAt).toISOString(),
      ageSeconds: Math.floor((deps.now() - record.createdAt) / 1000),
      firstDeliveryAt: instant(record.firstDeliveryAt),
      lastDeliveryAt: instant(record.lastDeliveryAt),
    };
  });
}

/** Ends an alias without its owner. */
export function destroyAlias(config: Config, address: string): Promise<boolean> {
  return onStore(config, 'reject', (deps) => destroyUnasked(deps, address));
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function duration(ms: number | null): string | null {
  return ms === null ? null : formatDuration(ms);
}
