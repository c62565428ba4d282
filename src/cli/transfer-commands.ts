// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import type { EntryCounts } from '../base/entry-counts.ts';
import { type CliDeps, UsageError } from './deps.ts';
import { formatAge, formatCount, formatJson } from './format.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';
import { watchWork } from './progress.ts';

interface MigrateOptions extends ConfigOptions {
  readonly from?: string;
  readonly to?: string;
}

/** Adds `backup`, `restore`, `migrate`, `store new` and `secret rotate`, which work on files and stores, not through a service. */
export function addTransferCommands(program: Command, deps: CliDeps): void {
  configured(program.command('backup'))
    .description('save the store to a file, also while the service runs; the server secret is not in it')
    .argument('<file>', 'the file to write; an existing one is replaced once the new one is complete')
    .option('--json', 'print JSON')
    .action(async (file: string, options: ConfigOptions) => {
      const { store, secretFile } = await configOf(deps, options);
      const saved = await watchWork(deps, (watch) => deps.backup(store, file, watch));
      if (options.json) return deps.out(formatJson(saved));
      deps.out(`saved to ${file}: ${formatCounts(saved)}, ${saved.octets} octets\n`);
      deps.out(`worth nothing without the server secret, which is not in it: keep ${secretFile} elsewhere\n`);
    });

  configured(program.command('restore'))
    .description('fill the empty store from a backup, while the service is stopped')
    .argument('<file>', 'a file written by mayfly backup')
    .option('--json', 'print JSON')
    .action(async (file: string, options: ConfigOptions) => {
      const { store } = await configOf(deps, options);
      const restored = await watchWork(deps, (watch) => deps.restore(store, file, watch));
      const { createdAt, ...counts } = restored;
      if (options.json)
        return deps.out(formatJson({ ...counts, createdAt: new Date(createdAt).toISOString() }));
      deps.out(`restored: ${formatCounts(restored)}\n${implications(createdAt)}`);
    });

  configured(program.command('migrate'))
    .description('move everything in a store to another, empty one, while the service is stopped')
    .option('--from <store>', 'the store to move from, as in MAYFLY_STORE; that one by default')
    .option('--to <store>', 'the store to move to, as in MAYFLY_STORE; that one by default')
    .option('--json', 'print JSON')
    .action(async (options: MigrateOptions) => {
      if (options.from === undefined && options.to === undefined)
        throw new UsageError('--from or --to is required; the other one is MAYFLY_STORE by default');
      const { store } = await configOf(deps, options);
      const from = (await storeOf('--from', options.from)) ?? store;
      const to = (await storeOf('--to', options.to)) ?? store;
      const moved = await watchWork(deps, (watch) => deps.migrate(from, to, watch));
      if (options.json) return deps.out(formatJson(moved));
      deps.out(`moved and compared: ${formatCounts(moved)}\n`);
      deps.out(
        'name the new store in MAYFLY_STORE; the old one is not served any more, and can be removed\n',
      );
    });

  addStoreCommands(program, deps);
  const secret = program.command('secret').description('the server secret (MAYFLY_SECRET_FILE)');
  configured(secret.command('rotate'))
    .description('put a new secret before the others, which stay for the aliases made under them')
    .option('--json', 'print JSON')
    .action(async (options: ConfigOptions) => {
      const { secretFile } = await configOf(deps, options);
      const secrets = await deps.rotateSecret(secretFile);
      if (options.json) return deps.out(formatJson({ secrets }));
      deps.out(`${secretFile} has ${secrets} secrets now; new aliases are under the first after a restart\n`);
      deps.out('save it again before that, and give it to every node; the old lines must stay\n');
    });
}

/** Adds `store new`. */
function addStoreCommands(program: Command, deps: CliDeps): void {
  const store = program.command('store').description('the store as a whole');
  configured(store.command('new'))
    .description('start over with a new store: forget the one that belongs to the secret; removes nothing')
    .option('--json', 'print JSON')
    .action(async (options: ConfigOptions) => {
      const { secretFile } = await configOf(deps, options);
      const isForgotten = await deps.forgetStore(secretFile);
      if (options.json) return deps.out(formatJson({ isForgotten }));
      deps.out(
        isForgotten
          ? 'the next start makes a store, or takes the one that it finds; aliases of the former one are not known there\n'
          : `beside ${secretFile} no store was remembered; the next start makes one, or takes the one that it finds\n`,
      );
    });
}

async function storeOf(option: string, text: string | undefined) {
  if (text === undefined) return undefined;
  const { parseStore } = await import('../config/setting-values.ts');
  const parsed = parseStore(text);
  if ('fault' in parsed) throw new UsageError(`${option} ${parsed.fault}`);
  return parsed.value;
}

function formatCounts({ aliases, tombstones, returnPaths, keys, blocks }: EntryCounts): string {
  const counts = [
    formatCount(aliases, 'alias', 'aliases'),
    formatCount(tombstones, 'tombstone', 'tombstones'),
    formatCount(returnPaths, 'return path', 'return paths'),
  ];
  if (keys > 0) counts.push(formatCount(keys, 'key', 'keys'));
  if (blocks > 0) counts.push(formatCount(blocks, 'block', 'blocks'));
  return counts.join(', ');
}

function implications(createdAt: number): string {
  const instant = new Date(createdAt).toISOString();
  return [
    `the backup is of ${instant}, ${formatAge(Date.now() - createdAt)} ago; what happened since then is forgotten:`,
    'uses spent since then can be spent once more; aliases that were destroyed or used up since then live again;',
    'aliases made since then are gone, and their names can be given out again\n',
  ].join('\n');
}
