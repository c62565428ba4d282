// SPDX-License-Identifier: MIT
/** Tokens: the local parts of return paths that a row in the store explains. */
import { timingSafeEqual } from 'node:crypto';

/** Tokens of our domains, by the keyed hash (base64) of each. */
export interface Tokens {
  newToken(domain: string, alias: string): string;
  /** Whether we made the token, and, with an alias, whether we made it for that. */
  isToken(localPart: string, domain: string, alias?: string): boolean;
}

/** A token: random, then a hash that says it is ours, then one that says which alias it is for; 56 digits. */
const randomOctets = 12;
const tokenForm = /^bounce=([0-9a-f]{24})([0-9a-f]{16})([0-9a-f]{16})$/i;
const tagDigits = 16;

/** Makes and recognises tokens. `macOf` has the keyed hash of each domain in normal form. */
export function createTokens(
  macOf: ReadonlyMap<string, (text: string) => string>,
  randomBytes: (count: number) => Buffer,
): Tokens {
  const tagOf = (domain: string, ...parts: readonly string[]): string => {
    const hash = Buffer.from(macOf.get(domain)?.(`bounce=${parts.join('=')}`) ?? '', 'base64');
    return hash.toString('hex').slice(0, tagDigits);
  };
  return {
    newToken(domain, alias) {
      const random = randomBytes(randomOctets).toString('hex');
      return `bounce=${random}${tagOf(domain, random)}${tagOf(domain, random, alias)}`;
    },
    isToken(localPart, domain, alias) {
      const [, random = '', tag = '', ofAlias = ''] = tokenForm.exec(localPart.toLowerCase()) ?? [];
      if (random === '' || !isSame(tag, tagOf(domain, random))) return false;
      return alias === undefined || isSame(ofAlias, tagOf(domain, random, alias));
    },
  };
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
