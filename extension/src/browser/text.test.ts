// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

type Catalogue = Readonly<Record<string, { readonly message: string }>>;

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const catalogue = (language: string): Catalogue =>
  JSON.parse(read(`static/_locales/${language}/messages.json`));

describe('the texts of the extension', () => {
  const [english, german] = [catalogue('en'), catalogue('de')];

  it('are in every language, with the same values', () => {
    assert.deepEqual(Object.keys(german), Object.keys(english));
    for (const [name, { message }] of Object.entries(english)) {
      const values = (text = ''): string[] => [...text.matchAll(/\$\d/g)].map(String).sort();
      assert.deepEqual(values(german[name]?.message), values(message), name);
      assert.doesNotMatch(`${message}${german[name]?.message}`, /\$\d\$/, `${name}: a browser refuses it`);
    }
  });

  it('are all used, and all there', () => {
    const sources = globSync(['src/**/*.ts', 'static/*.html', 'manifest.ts'], { cwd: root })
      .map(read)
      .join('\n');
    for (const name of Object.keys(english)) {
      const [prefix = name] = name.split('_');
      const isUsed = [`'${name}'`, `"${name}"`, `__MSG_${name}__`, `\`${prefix}_\${`].some((it) =>
        sources.includes(it),
      );
      assert.ok(isUsed, `${name} is not used`);
    }
    for (const [, name = ''] of sources.matchAll(/data-text="(\w+)"|__MSG_(\w+)__/g))
      if (name !== '') assert.ok(name in english, name);
  });
});
