// SPDX-License-Identifier: MIT
/** What the operator does with keys from the command line, on the store itself. */
import { formatFault } from '../alias/fault.ts';
import type { KeyService } from '../alias/key-service.ts';
import { createKeys } from '../alias/keys.ts';
import type { KeyId } from '../alias/ports.ts';
import type { KeySummary, Mistake, NewKey, RevokedKey } from '../cli/deps.ts';
import type { Config } from '../config/config.ts';
import { formatKey, keyRequestSchema } from '../http/key-schema.ts';
import { faultsOf, respell } from '../http/request-faults.ts';
import { enFaults } from '../web/text/faults-en.ts';
import { onStore } from './operator-store.ts';

/** Makes a key that is active at once; the request is a body of POST /keys. */
export async function createKey(
  config: Config,
  request: object,
): Promise<NewKey | { readonly mistakes: readonly Mistake[] }> {
  const parsed = keyRequestSchema.safeParse(request);
  if (!parsed.success) return { mistakes: faultsOf(parsed.error).map(mistakeOf) };
  // The first key may be made before the first start.
  const created = await withKeys(config, 'make', (keys) => keys.create(parsed.data, 'active'));
  if ('faults' in created) return { mistakes: respell(created.faults, request).map(mistakeOf) };
  const { state, label, target, ...preset } = formatKey(created.view);
  const set = Object.entries(preset).filter(([, value]) => value !== null);
  return { key: created.text, state, label, target, preset: Object.fromEntries(set) };
}

/** All keys, as far as they are in clear, in the order of their ids. */
export function listKeys(config: Config): Promise<readonly KeySummary[]> {
  return withKeys(config, 'reject', async (keys) => {
    const found = new Map<string, KeySummary>();
    for await (const { id, state, made, expiresAt } of keys.list())
      found.set(id, { id: shownId(id), state, made, unusedUntil: new Date(expiresAt).toISOString() });
    return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  });
}

/** Ends a key, named by its id or by itself. */
export function revokeKey(
  config: Config,
  { which, aliases }: { readonly which: string; readonly aliases: 'keep' | 'destroy' },
): Promise<RevokedKey> {
  return withKeys(config, 'reject', async (keys) => {
    const key = await keys.open(which);
    if (key !== undefined) return (await key.revoke(aliases)) ? 'revoked' : 'unknown';
    if (!/^[0-9a-f]{36}$/.test(which)) return 'unknown';
    if (aliases === 'destroy') return 'needsText';
    const id = Buffer.from(which, 'hex').toString('base64url');
    return (await keys.end(id)) ? 'revoked' : 'unknown';
  });
}

function withKeys<Result>(
  config: Config,
  whenNew: 'make' | 'reject',
  work: (keys: KeyService) => Promise<Result>,
): Promise<Result> {
  return onStore(config, whenNew, (deps) => work(createKeys(deps)));
}

/** In hexadecimal, since base64url may begin with a hyphen, which a command line takes for an option. */
function shownId(id: KeyId): string {
  return Buffer.from(id, 'base64url').toString('hex');
}

function mistakeOf(fault: ReturnType<typeof faultsOf>[number]): Mistake {
  return { field: fault.field, code: fault.code, message: formatFault(enFaults, fault) };
}
