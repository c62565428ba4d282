// SPDX-License-Identifier: MIT
import { contactUrl } from './operator-page.ts';

/** How long what it says may be believed, ms: RFC 9116 §2.5.5 wants less than a year. */
const holdsForMs = 90 * 86_400_000;
const dayMs = 86_400_000;

/** `/.well-known/security.txt` (RFC 9116): whom to write to of a weakness. It is made anew each day, so it does not expire. */
export function formatSecurityTxt({
  contact,
  publicUrl,
  languages,
  now,
}: {
  readonly contact: string;
  /** Without a final slash. */
  readonly publicUrl: string;
  readonly languages: readonly string[];
  readonly now: number;
}): string {
  const expires = new Date(Math.floor((now + holdsForMs) / dayMs) * dayMs).toISOString();
  const fields = [
    `Contact: ${contactUrl(contact)}`,
    `Expires: ${expires}`,
    `Preferred-Languages: ${languages.join(', ')}`,
    // RFC 9116 §2.5.2: a web URI begins with https.
    ...(publicUrl.startsWith('https://') ? [`Canonical: ${publicUrl}/.well-known/security.txt`] : []),
  ];
  return `${fields.join('\n')}\n`;
}
