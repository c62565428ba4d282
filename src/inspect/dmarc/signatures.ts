// SPDX-License-Identifier: MIT
import { domainToASCII } from 'node:url';
import type { HeaderField } from './header-fields.ts';

/** A DKIM-Signature field that is worth verifying (RFC 6376 §3.5). */
export interface Signature {
  readonly field: HeaderField;
  /** `d=`, in lower case. */
  readonly domain: string;
  readonly bodyCanonicalization: 'simple' | 'relaxed';
  /** Names of the signed fields (`h=`), in lower case. */
  readonly signedFields: ReadonlySet<string>;
}

/** Maximum number of signatures that may vouch for a message's author; the rest are not looked at. */
const maxSignatures = 5;
/** A longer field is not looked at: what reads it takes time that grows with its square. */
const maxSignatureOctets = 4096;

/**
 * The signatures that could be aligned with an author's domain (RFC 9989 §4.10.2 knows better, but needs DNS), those
 * with most labels in common first.
 */
export function candidateSignatures(
  fields: readonly HeaderField[],
  author: string | undefined,
): readonly Signature[] {
  if (author === undefined) return [];
  return fields
    .filter(({ name, octets }) => name === 'dkim-signature' && octets.length <= maxSignatureOctets)
    .map(parseSignature)
    .filter((signature) => signature !== undefined)
    .map((signature) => ({ signature, likeness: commonLabels(signature.domain, author) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, maxSignatures)
    .map(({ signature }) => signature);
}

/** Nothing when the field is not what RFC 6376 §3.2 calls a tag-list, which a verifier must ignore. */
function parseSignature(field: HeaderField): Signature | undefined {
  const text = field.octets.toString('latin1');
  const tags = parseTags(text.slice(text.indexOf(':') + 1));
  const domain = tags?.get('d')?.toLowerCase();
  const canonicalization = tags?.get('c')?.toLowerCase() ?? '';
  if (tags === undefined || domain === undefined || domain === '') return undefined;
  const signedFields = new Set((tags.get('h') ?? '').toLowerCase().split(':'));
  const bodyCanonicalization = canonicalization.endsWith('/relaxed') ? 'relaxed' : 'simple';
  return { field, domain, bodyCanonicalization, signedFields };
}

/** Values lose their white space, which no tag that is read here may hold. */
function parseTags(text: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>();
  for (const entry of text.replace(/[ \t\r\n]+/g, '').split(';')) {
    if (entry === '') continue;
    const [, name, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(entry) ?? [];
    if (name === undefined || value === undefined || tags.has(name)) return undefined;
    tags.set(name, value);
  }
  return tags;
}

/** How many labels two domains have in common, from the right. */
function commonLabels(one: string, other: string): number {
  const [ours, theirs] = [labelsOf(one), labelsOf(other)];
  const differsAt = ours.findIndex((label, index) => label !== theirs[index]);
  return differsAt === -1 ? ours.length : differsAt;
}

function labelsOf(domain: string): readonly string[] {
  const ascii = domainToASCII(domain) || domain;
  return ascii.replace(/\.$/, '').split('.').reverse();
}
