// SPDX-License-Identifier: MIT
import { noteOf } from '../alias/note.ts';
import { hostOf } from '../base/site-host.ts';

/**
 * The label for what somebody shares with the installed site: the name of the site, without the rest of its address, which is nobody's
 * business; where there is no address, the words that came. Apps put the address into any of the fields.
 */
export function labelOfShared(shared: URLSearchParams): string {
  const [url, text, title] = ['url', 'text', 'title'].map((name) => shared.get(name) ?? '');
  for (const field of [url, text, title]) {
    const [address] = /https?:\/\/\S+/i.exec(field ?? '') ?? [];
    const host = address && hostOf(address);
    if (host) return host;
  }
  return noteOf(title || text || '');
}
