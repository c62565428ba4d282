// SPDX-License-Identifier: MIT
/** docs/conformance.md against the tests that it names. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Rows of the tables that end in tests, as cells. */
function rows(): string[][] {
  const [proven = ''] = readFileSync(join(root, 'docs/conformance.md'), 'utf8').split('## Where we deviate');
  const lines = proven.split('\n').filter((line) => line.startsWith('| ') && !line.endsWith('| proven by |'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function testSources(): string {
  const files = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(root, folder, name)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

test('every rule in the table is proven by tests that exist', () => {
  const sources = testSources();
  for (const cells of rows()) {
    const named = [...(cells.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    const isApplicable = !cells.some((cell) => cell.includes('not applicable'));
    assert.ok(named.length > 0 || !isApplicable, `no test for ${cells.join(', ')}`);
    for (const name of named)
      assert.ok(
        sources.includes(`'${name}'`) || sources.includes(`\`${name}\``),
        `no test is named “${name}”`,
      );
  }
  assert.ok(rows().length >= 50);
});
