// SPDX-License-Identifier: MIT
import type { Alias } from './alias.ts';

/** The name under which aliases for a page are labelled: its host without `www.`. Nothing for pages that are no website. */
export function siteOf(url: string | undefined): string | undefined {
  const page = URL.parse(url ?? '');
  if (page === null || !['https:', 'http:'].includes(page.protocol)) return undefined;
  return page.hostname.replace(/^www\./, '');
}

/**
 * Whether a frame belongs to the site of its page: the same host, or one below the other. Without the list of public
 * suffixes two hosts side by side (`a.shop.example`, `b.shop.example`) are not known to be of one owner, so they are not.
 */
export function isSameSite(frameUrl: string | undefined, pageUrl: string | undefined): boolean {
  const [frame, page] = [siteOf(frameUrl), siteOf(pageUrl)];
  if (frame === undefined || page === undefined) return false;
  return frame === page || isBelow(frame, page) || isBelow(page, frame);
}

/** Those of a list that were made for a site: their label names it, as ours and those of password managers do. */
export function aliasesOf(site: string, aliases: readonly Alias[]): readonly Alias[] {
  return aliases.filter(({ note }) =>
    note
      .toLowerCase()
      .split(/[^\p{L}\p{N}.-]+/u)
      .some((word) => word.replace(/^www\.|\.+$/g, '') === site),
  );
}

/** Those whose address or label has every word of a query. */
export function search(query: string, aliases: readonly Alias[]): readonly Alias[] {
  const words = query.toLowerCase().split(/\s+/);
  return aliases.filter(({ address, note }) => {
    const text = `${address} ${note}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function isBelow(host: string, parent: string): boolean {
  return parent.includes('.') && host.endsWith(`.${parent}`);
}
