// SPDX-License-Identifier: MIT
/** What the command line needs from outside; each command loads what it uses when it runs, and nothing else. */
import { randomBytes } from 'node:crypto';
import { type CliDeps, CommandError, type StartedService, type Zone } from '../cli/deps.ts';
import { runCli } from '../cli/program.ts';
import type { Config } from '../config/config.ts';
import { askAtTerminal } from './ask.ts';
import { setPlatformDefaults } from './platform-defaults.ts';
import { ServiceSignals } from './signals.ts';
import { version } from './version.ts';

/** Runs a command line (without interpreter and script) on this process, and gives its exit code. `signals` are for the service. */
export function runProgram(args: readonly string[], signals?: ServiceSignals): Promise<number> {
  setPlatformDefaults();
  return runCli(
    {
      version,
      env: process.env,
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      terminal: terminalOf(process.stderr),
      onInterrupt,
      fetch,
      serve: async (config) => (await import('./serve.ts')).serve(config, signals ?? new ServiceSignals()),
      sweep,
      backup: async (...args) => (await import('../transfer/backup.ts')).backup(...args),
      restore: async (...args) => (await import('../transfer/backup.ts')).restore(...args),
      migrate: async (...args) => (await import('../transfer/migrate.ts')).migrate(...args),
      rotateSecret: async (file) => (await import('../crypto/secret-file.ts')).rotateSecret(file),
      forgetStore: async (file) => (await import('../crypto/store-memory.ts')).forgetStore(file),
      createKey: async (config, request) => (await import('./operator-keys.ts')).createKey(config, request),
      listKeys: async (config) => (await import('./operator-keys.ts')).listKeys(config),
      revokeKey: async (config, key) => (await import('./operator-keys.ts')).revokeKey(config, key),
      inspectAlias: async (config, address) =>
        (await import('./operator-aliases.ts')).inspectAlias(config, address),
      destroyAlias: async (config, address) =>
        (await import('./operator-aliases.ts')).destroyAlias(config, address),
      addBlocks: async (config, orders) => (await import('./operator-blocks.ts')).addBlocks(config, orders),
      removeBlocks: async (config, orders) =>
        (await import('./operator-blocks.ts')).removeBlocks(config, orders),
      listBlocks: async (config) => (await import('./operator-blocks.ts')).listBlocks(config),
      ask: async (question) => (process.stdin.isTTY ? askAtTerminal(question) : undefined),
      send: async (message) => (await import('./send.ts')).send(message),
      examine: async function* (config, options) {
        yield* (await import('../doctor/doctor.ts')).examine(config, options);
      },
      unitSettings: async (unit) => (await import('./unit-settings.ts')).unitSettings(unit),
      examineNames: async function* (config) {
        yield* (await import('../doctor/doctor.ts')).examineNames(config);
      },
      readLog: async function* (place) {
        yield* (await import('./read-log.ts')).readLog(place);
      },
      logHashes: async (config, what) => (await import('./read-log.ts')).logHashes(config, what),
      zone,
      dkimKey,
      setUp: async (order) => (await import('./set-up.ts')).runSetup(order),
      startInMemory,
    },
    args,
  );
}

/** A stream on which a line can be drawn again. */
function terminalOf(stream: NodeJS.WriteStream): CliDeps['terminal'] {
  if (!stream.isTTY || process.env.TERM === 'dumb') return undefined;
  return { columns: stream.columns || 80, write: (text) => stream.write(text) };
}

function onInterrupt(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
  const hear = (signal: NodeJS.Signals): void => {
    ignore();
    listener(signal === 'SIGINT' ? signal : 'SIGTERM');
  };
  const ignore = (): void => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, hear);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, hear);
  return ignore;
}

async function sweep(config: Config): Promise<number> {
  const { openStore } = await import('../store/open.ts');
  const { storeMemoryOf } = await import('../crypto/store-memory.ts');
  const warn = (line: string): void => void process.stderr.write(`mayfly: ${line}\n`);
  if (config.store.kind === 'memory')
    throw new CommandError('a store in memory ends with its process: there is nothing to sweep');
  const memory = storeMemoryOf(config.secretFile);
  const store = await openStore(config.store, { memory, whenNew: 'reject', warn });
  try {
    return await store.sweep(store.now());
  } finally {
    await store.close();
  }
}

async function zone(config: Config, reportsTo: string | undefined): Promise<Zone> {
  const { zoneOf } = await import('../setup/own-zone.ts');
  const { formatZone } = await import('../setup/zone.ts');
  const records = await zoneOf(config, reportsTo);
  return { records, text: formatZone(records) };
}

async function dkimKey({ dkimKey = '', dkimSelector, domains }: Config): Promise<Zone & { isNew: boolean }> {
  const { dkimNameOf, dkimRecordOf, makeDkimKey, readDkimKey } = await import('../dkim/key.ts');
  const { formatZone } = await import('../setup/zone.ts');
  const isNew = await makeDkimKey(dkimKey);
  const value = dkimRecordOf(await readDkimKey(dkimKey));
  const records = domains.map((domain) => ({
    name: dkimNameOf(dkimSelector, domain),
    type: 'TXT' as const,
    value,
  }));
  return { isNew, records, text: formatZone(records) };
}

async function startInMemory(): Promise<StartedService> {
  const { loadConfig } = await import('../config/config.ts');
  const { createLog } = await import('./log.ts');
  const { startService } = await import('./service.ts');
  const config = loadConfig({
    MAYFLY_STORE: 'memory:',
    MAYFLY_HTTP_LISTEN: '127.0.0.1:0',
    MAYFLY_SMTP_LISTEN: '127.0.0.1:0',
  });
  const service = await startService(config, [randomBytes(32)], createLog('silent'));
  const [host = '', port] = service.smtp.split(':');
  return { url: service.publicUrl, smtp: { host, port: Number(port) }, stop: service.stop };
}
