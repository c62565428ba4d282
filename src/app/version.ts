// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

/** The version of this program, as its package says. */
export const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
