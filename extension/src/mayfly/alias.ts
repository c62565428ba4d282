// SPDX-License-Identifier: MIT
import { Refusal } from './refusal.ts';

/** An alias as the server shows it to the holder of its key; instants are ms since epoch. */
export interface Alias {
  readonly address: string;
  readonly state: 'active' | 'paused' | 'unconfirmed';
  readonly maxUses: number | null;
  readonly usesLeft: number | null;
  readonly validUntil: number | null;
  readonly note: string;
}

/** A key as the server shows it to its holder. */
export interface Key {
  readonly state: 'active' | 'unconfirmed';
  readonly target: string;
  /** Whether its preset has a limit, without which it makes no alias by itself. */
  readonly hasLimit: boolean;
}

/** Reads an alias; throws a Refusal for anything else. */
export function readAlias(body: unknown): Alias {
  const { address, state, maxUses, usesLeft, validUntil, note } = fieldsOf(body);
  if (typeof address !== 'string' || typeof note !== 'string') throw new Refusal('noMayfly');
  if (state !== 'active' && state !== 'paused' && state !== 'unconfirmed') throw new Refusal('noMayfly');
  return {
    address,
    state,
    maxUses: countOf(maxUses),
    usesLeft: countOf(usesLeft),
    validUntil: typeof validUntil === 'string' ? Date.parse(validUntil) : null,
    note,
  };
}

/** Reads a key; throws a Refusal for anything else. */
export function readKey(body: unknown): Key {
  const { state, target, maxUses, validFor, idleFor } = fieldsOf(body);
  if (state !== 'active' && state !== 'unconfirmed') throw new Refusal('noMayfly');
  if (typeof target !== 'string') throw new Refusal('noMayfly');
  return { state, target, hasLimit: [maxUses, validFor, idleFor].some((limit) => limit != null) };
}

/** The fields of a JSON object; none of what is no object. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
