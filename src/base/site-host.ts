// SPDX-License-Identifier: MIT
/**
 * The host of a site that a client names: a host, with a port or not, or a whole URL, in which case it may have been cut off, since
 * older clients do not encode it. Nothing where there is none.
 */
export function hostOf(hostname: string): string | undefined {
  const written = hostname.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  if (written === '' || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/^www\./, '') || undefined;
}
