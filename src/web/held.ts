// SPDX-License-Identifier: MIT
import { isKeyText } from '../alias/key-service.ts';
import type { EndedAlias, OwnedAlias } from '../alias/service.ts';
import type { Site } from './site.ts';

/** What a person holds, and may paste: the link of an alias, or a key. */
export type Held = { readonly kind: 'alias'; readonly address: string; readonly token: string } | HeldKey;
type HeldKey = { readonly kind: 'key'; readonly text: string };

/**
 * Reads one that was pasted: a whole link, whose secret stands behind `#` so that no server or proxy is sent it with the
 * address of a page, a link of before that was so (`/m/ADDRESS/TOKEN`), or the secret alone.
 */
export function parseHeld(written: string): Held | undefined {
  const secret = written.trim().replace(/^.*(?:#|\/m\/)/s, '');
  if (isKeyText(secret)) return { kind: 'key', text: secret };
  const [, encoded, token] = /^([^\s/?#]{1,320})\/([\w-]{1,100})$/.exec(secret) ?? [];
  const address = encoded === undefined ? undefined : decode(encoded);
  return address === undefined || token === undefined ? undefined : { kind: 'alias', address, token };
}

/** The secret part of the link of an alias, which stands behind `#`. */
export function formatLink(address: string, token: string): string {
  return `${encodeURIComponent(address).replaceAll('%40', '@')}/${token}`;
}

/** An alias of which somebody holds the link. */
export interface HeldAlias {
  readonly role: 'held';
  readonly alias: OwnedAlias;
  /** The secret part of its link. */
  readonly link: string;
}

/** Opens the alias of a link, or tells how it ended; nothing for what is no link, for an unknown alias, or not its own. */
export async function openLink(site: Site, written: string): Promise<HeldAlias | EndedAlias | undefined> {
  const held = parseHeld(written);
  if (held?.kind !== 'alias') return undefined;
  const { address, token } = held;
  const alias = await site.aliases.open(address, { kind: 'token', token });
  if (alias?.role === 'owner') return { role: 'held', alias, link: formatLink(address, token) };
  return alias?.role === 'ended' ? alias : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
