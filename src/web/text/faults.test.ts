// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fault, type FaultCode, formatFault } from '../../alias/fault.ts';
import { languages } from '../language.ts';
import { enFaults } from './faults-en.ts';

/** Everything that the words of any code may name, so that a gap would show as `undefined`. */
const params = {
  values: ['one', 'two'],
  domains: ['alias.example'],
  other: 'validUntil',
  min: 3,
  max: 64,
  maxDays: 60,
};

/** What a sentence of a language looks like: with a capital where its script has them, and with its own full stop. */
function sentenceIn(language: string): RegExp {
  if (language === 'ja') return /^[\p{L}\p{N}@「][^\n]{4,}。$/u;
  if (language === 'ar') return /^\p{Script=Arabic}[^\n]{8,}\.$/u;
  return /^[\p{Lu}¿¡][^\n]{8,}\.$/u;
}

/** A fault with more parameters than it has. */
function faultOf(code: FaultCode): Fault {
  return { code, params } as unknown as Fault;
}

for (const [language, { faultTexts, fault }] of Object.entries(languages))
  describe(`faults in ${language}`, () => {
    it('have words for every code and for no other', () => {
      assert.deepEqual(Object.keys(faultTexts).sort(), Object.keys(enFaults).sort());
    });

    for (const code of Object.keys(enFaults) as FaultCode[])
      it(`${code} is a sentence of its own`, () => {
        const given = faultOf(code);
        const sentence = fault(given);
        assert.match(sentence, sentenceIn(language));
        assert.doesNotMatch(sentence, /undefined|\[object|[.。]{2}$/);
        if (language === 'en') return;
        assert.notEqual(sentence, languages.en.fault(given));
        assert.notEqual(formatFault(faultTexts, given), formatFault(enFaults, given));
      });

    it('differ from one another', () => {
      const sentences = (Object.keys(enFaults) as FaultCode[]).map((code) => fault(faultOf(code)));
      assert.equal(new Set(sentences).size, sentences.length);
    });
  });
