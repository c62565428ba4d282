// SPDX-License-Identifier: MIT
/**
 * Fuzzes whole SMTP dialogues for as long as it is told: `npm run fuzz -- --minutes 5 [--seed 1]`. What it finds is
 * printed with its seed and kept in test/fuzz-regressions.json, which the tests go through; then it exits 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import {
  anyEngineExample,
  anyOctetsExample,
  anyRelayExample,
  holdEngine,
  holdEngineToOctets,
  holdRelay,
} from '../test/support/smtp/fuzz-dialogues.ts';
import { relayWithBox } from '../test/support/smtp/line-cases.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const regressionsFile = new URL('../test/conformance/fuzz-regressions.json', import.meta.url);
interface Outcome {
  readonly numRuns: number;
  readonly counterexample: readonly unknown[] | null;
  readonly counterexamplePath: string | null;
  readonly errorInstance: unknown;
}
type Bounds = { readonly seed: number; readonly numRuns: number; readonly interruptAfterTimeLimit: number };

const checks: readonly (readonly [name: string, check: (bounds: Bounds) => Promise<Outcome>])[] = [
  ['dialogues', async (bounds) => fc.check(fc.asyncProperty(anyEngineExample, holdEngine), bounds)],
  ['relay', fuzzRelay],
  ['octets', async (bounds) => fc.check(fc.property(anyOctetsExample, holdEngineToOctets), bounds)],
];
const endAt = Date.now() + Number(values.minutes) * 60_000;
let runs = 0;
for (let seed = Number(values.seed) | 0; Date.now() < endAt; seed++) {
  for (const [name, check] of checks) {
    const interruptAfterTimeLimit = Math.max(1, endAt - Date.now());
    const outcome = await check({ seed, numRuns: 500, interruptAfterTimeLimit });
    if (outcome.counterexample !== null) keep(name, seed, outcome);
    runs += outcome.numRuns;
  }
}
console.log(`${runs} runs, nothing found`);

/** A fresh alias has a thousand uses; a dialogue takes a few. */
async function fuzzRelay(bounds: Bounds): Promise<Outcome> {
  const ends: (() => Promise<void>)[] = [];
  const fixture = await relayWithBox({ after: (end) => void ends.push(end) });
  const property = fc.asyncProperty(anyRelayExample, (example) => holdRelay(fixture, example));
  const outcome = await fc.check(property, { ...bounds, numRuns: 150 });
  for (const end of ends) await end();
  return outcome;
}

function keep(
  name: string,
  seed: number,
  { counterexample, counterexamplePath: path, errorInstance }: Outcome,
): never {
  const example = counterexample?.[0];
  const kept = JSON.parse(readFileSync(regressionsFile, 'utf8')) as Record<string, unknown[]>;
  const all = { ...kept, [name]: [...(kept[name] ?? []), { seed, path, example }] };
  writeFileSync(regressionsFile, `${JSON.stringify(all, null, 2)}\n`);
  console.error(`${name} failed, seed ${seed}, path ${path}:\n${JSON.stringify(example)}`);
  console.error(errorInstance);
  process.exit(1);
}
