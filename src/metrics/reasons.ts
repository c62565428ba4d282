// SPDX-License-Identifier: MIT
import type { Reply } from '../smtp/wire/reply.ts';

/** The names of replies as label values: `noSuchAlias` is `no_such_alias`. So labels are as few as the replies in our tables. */
export function reasonsOf(table: Readonly<Record<string, Reply>>): ReadonlyMap<Reply, string> {
  return new Map(Object.entries(table).map(([name, answer]) => [answer, snakeCase(name)]));
}

/** `refusedByUs` as a label value: `refused_by_us`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
