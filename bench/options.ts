// SPDX-License-Identifier: MIT
import { parseArgs } from 'node:util';
import type { Peer } from './peers/peer.ts';
import { knownPeers } from './peers/roster.ts';
import { knownScenarios } from './scenarios/roster.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** What was asked for on the command line. */
export interface Options {
  readonly scenarios: readonly Scenario[];
  readonly peers: readonly Peer[];
  /** Rounds that count; one more goes before. */
  readonly rounds: number;
  /** Load on one peer in one round. */
  readonly seconds: number;
  /** Aliases in the store of the scenario `ten-million`. */
  readonly aliases: number;
  readonly json: string | undefined;
  /** What is measured in place of a fresh build. */
  readonly program: string | undefined;
}

/** Reads the arguments; of wrong ones, and of `--help`, it prints how they are meant and gives nothing. */
export function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string' },
        peer: { type: 'string' },
        rounds: { type: 'string', default: '7' },
        seconds: { type: 'string', default: '3' },
        aliases: { type: 'string', default: '10000000' },
        json: { type: 'string' },
        profile: { type: 'string' },
        program: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) throw new Error('npm run bench -- [options]');
    return {
      scenarios: choose(values.scenario, knownScenarios),
      peers: choose(values.peer, knownPeers(values)),
      rounds: positive(values.rounds),
      seconds: positive(values.seconds),
      aliases: positive(values.aliases),
      json: values.json,
      program: values.program,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage()}`);
    return undefined;
  }
}

function choose<Named extends { readonly name: string }>(
  names: string | undefined,
  known: readonly Named[],
): readonly Named[] {
  if (names === undefined) return known;
  return names.split(',').map((name) => {
    const found = known.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} is not known`);
    return found;
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${text} is not a number above 0`);
  return value;
}

function usage(): string {
  const names = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(',');
  return `  --scenario ${names(knownScenarios)}
  --peer     ${names(knownPeers())}
  --rounds   7       that count, after a warm-up
  --seconds  3       of load on each peer in each round
  --aliases  10000000  of the scenario ten-million
  --json     FILE    all samples
  --profile  FOLDER  for CPU profiles of Mayfly, whose figures then are too high
  --program  FILE    measured in place of a fresh build, e.g. src/main.ts
`;
}
