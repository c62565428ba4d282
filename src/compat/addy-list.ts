// SPDX-License-Identifier: MIT
import type { AliasView } from '../alias/service.ts';
import { addyAlias } from './addy-alias.ts';
import type { Call } from './call.ts';
import { allAliases, isFound } from './listing.ts';

const usualSize = 100;
const maxSize = 100;

/** The aliases of a key by the filters, the order and the page of a query, as addy.io gives them. */
export async function addyList({ c, deps, key, keyText }: Call) {
  const { searchParams } = new URL(c.req.url);
  const ask = (name: string): string => searchParams.get(name) ?? '';
  const filtered = (await allAliases(key)).filter(filterOf(ask));
  const sorted = inOrder(filtered, ask('sort'));
  const size = Math.min(numberOf(ask('page[size]')) ?? usualSize, maxSize);
  const number = numberOf(ask('page[number]')) ?? 1;
  const last = Math.max(1, Math.ceil(sorted.length / size));
  const from = (number - 1) * size;
  const shown = sorted.slice(from, from + size);
  const path = `${deps.publicUrl()}/api/v1/aliases`;
  const linkTo = (page: number): string => {
    const query = new URLSearchParams(searchParams);
    query.set('page[number]', `${page}`);
    return `${path}?${query}`;
  };
  return {
    data: shown.map((view) => addyAlias(keyText, view)),
    links: {
      first: linkTo(1),
      last: linkTo(last),
      prev: number > 1 ? linkTo(number - 1) : null,
      next: number < last ? linkTo(number + 1) : null,
    },
    meta: {
      current_page: number,
      from: shown.length === 0 ? null : from + 1,
      last_page: last,
      path,
      per_page: size,
      to: shown.length === 0 ? null : from + shown.length,
      total: sorted.length,
    },
  };
}

/** What a client does not ask for by a filter, or asks for in a way that we do not know, everything passes. */
function filterOf(ask: (name: string) => string): (view: AliasView) => boolean {
  const [active, search] = [ask('filter[active]'), ask('filter[search]')];
  const pinned = ask('filter[pinned]');
  // Nothing is left of an alias that is gone.
  const isNone = ask('filter[deleted]') === 'only';
  return (view) => {
    if (isNone) return false;
    if (isTrue(active) && view.state !== 'active') return false;
    if (isFalse(active) && view.state === 'active') return false;
    if ((isTrue(pinned) && !view.isPinned) || (isFalse(pinned) && view.isPinned)) return false;
    return isFound(view, search);
  };
}

function isTrue(text: string): boolean {
  return text === 'true' || text === '1';
}

function isFalse(text: string): boolean {
  return text === 'false' || text === '0';
}

/** A whole number of 1 or more. */
function numberOf(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

type SortKey = (view: AliasView) => string | number;

const sortKeys: Readonly<Record<string, SortKey>> = {
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ lastDeliveryAt, createdAt }) => lastDeliveryAt ?? createdAt,
  last_forwarded: ({ lastDeliveryAt }) => lastDeliveryAt ?? 0,
  email: ({ address }) => address,
  local_part: ({ address }) => address,
  domain: ({ address }) => address.slice(address.lastIndexOf('@')),
  description: ({ note }) => note.toLowerCase(),
  active: ({ state }) => (state === 'active' ? 1 : 0),
  emails_forwarded: ({ delivered }) => delivered,
  expires_at: ({ validUntil }) => validUntil ?? Number.POSITIVE_INFINITY,
  uses_left: ({ usesLeft }) => usesLeft ?? Number.POSITIVE_INFINITY,
};

/** In the order of `sort`, turned round by a `-` before it; what is the same there, and everything without it, the newest first. */
function inOrder(newestFirst: readonly AliasView[], sort: string): readonly AliasView[] {
  const [, minus, name = ''] = /^(-?)(\w+)$/.exec(sort) ?? [];
  if (name === 'created_at') return minus ? newestFirst : newestFirst.toReversed();
  const keyOf = Object.hasOwn(sortKeys, name) ? sortKeys[name] : undefined;
  if (keyOf === undefined) return newestFirst;
  const direction = minus ? -1 : 1;
  return newestFirst.toSorted((one, other) => {
    const [before, after] = [keyOf(one), keyOf(other)];
    return before === after ? 0 : direction * (before < after ? -1 : 1);
  });
}
