// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fr } from './fr.ts';

const narrow = '\u202f';

/** Every text of a catalogue; those that need something are given a number, a word, or what makes one. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string' || value instanceof String) return [`${value}`];
  if (typeof value === 'function')
    return [
      [2, 2],
      ['x', 'x'],
      [Object.assign(() => 'x', { toString: () => 'x' })],
      [{ domain: 'x', address: 'x', link: 'x', stopLink: 'x' }],
    ]
      .map((given) => called(value as (...given: unknown[]) => unknown, given))
      .flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Nothing where a text is not made of what is given. */
function called(make: (...given: unknown[]) => unknown, given: readonly unknown[]): unknown {
  try {
    return make(...given);
  } catch {
    return undefined;
  }
}

test('French has a narrow space that does not break before the punctuation marks that take one, and no other', () => {
  // The subject of the question has none, so that it can be read where nothing decodes it.
  const { question: _, ...pages } = fr;
  const texts = textsOf(pages);
  const marked = texts.filter((text) => /\p{L}\u202f[;:!?]/u.test(text));
  assert.ok(marked.length > 60, `${marked.length} texts`);
  const wrong = new RegExp(`[^${narrow}] [;:!?]( |$)|\\p{L}[;!?](?! ?\\w+=)( |$)|« | »`, 'u');
  assert.deepEqual(
    texts.filter((text) => wrong.test(text)),
    [],
  );
});
