// SPDX-License-Identifier: MIT
/**
 * A domain name in normal form: lower-case A-labels (RFC 5890 §2.3.2.1), no trailing dot. `undefined` where the text
 * is none: too few or malformed labels (RFC 1123 §2.1), over 253 octets, an address, or a last label that could be
 * read as part of one. Labels in other scripts become A-labels as UTS 46 says.
 */
export function parseDomain(text: string, labelsAtLeast = 2): string | undefined {
  const domain = isAscii(text) ? text.toLowerCase() : toALabels(text);
  if (domain === undefined || domain.length > 253) return undefined;
  const labels = domain.split('.');
  if (labels.length < labelsAtLeast || !labels.every((label) => ldhLabel.test(label))) return undefined;
  return /^[a-z]/.test(labels.at(-1) ?? '') ? domain : undefined;
}

/** Whether a domain is one of `domains` or below one of them; all in normal form. */
export function isWithin(domain: string, domains: Iterable<string>): boolean {
  for (const ours of domains) if (domain === ours || domain.endsWith(`.${ours}`)) return true;
  return false;
}

/** Whether a text is ASCII from end to end. */
export function isAscii(text: string): boolean {
  return asciiOnly.test(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
const asciiOnly = /^[\x00-\x7f]*$/;

const ldhLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * `URL` is the one UTS 46 implementation that every runtime has. It also decodes `%`, drops tabs, cuts at `/` and reads
 * numbers as IPv4 addresses: so nothing but letters, digits, hyphens and dots may reach it of ASCII, nothing invisible
 * of the rest, and what it answers is checked as if it had been written so.
 */
function toALabels(text: string): string | undefined {
  if (/[\p{C}\p{Z}]/u.test(text) || /[\0-,/:-@[-`{-\x7f]/.test(text)) return undefined;
  const url = `http://${text}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
