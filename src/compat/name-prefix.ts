// SPDX-License-Identifier: MIT
/** What to begin a name with for a site: `example` for `shop.example.co.uk`. */
export function prefixFor(host: string | undefined): string {
  const labels = (host ?? '').split('.').slice(0, -1);
  const last = labels.at(-1) ?? '';
  const label = labels.length > 1 && registries.has(last) ? (labels.at(-2) ?? '') : last;
  const letters = label.replace(/[^a-z0-9-]/g, '').replace(/^-+|-+$/g, '');
  return letters.slice(0, 30);
}

/** Below a country, under which names are given out. A wrong guess is only a name that somebody would have chosen otherwise. */
const registries = new Set(['ac', 'co', 'com', 'edu', 'gov', 'gv', 'ne', 'net', 'or', 'org']);
