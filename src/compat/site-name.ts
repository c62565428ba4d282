/**
 * The host that a client means by `hostname`: a host, with a port or not, or a whole URL, in which case it may have been cut off, since
 * older clients do not encode it. Nothing where there is none.
 */
export function hostOf(hostname: string): string | undefined {
  const written = hostname.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  if (written === '' || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/^www\./, '') || undefined;
}

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
