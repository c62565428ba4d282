#!/usr/bin/env node
/** The program: gives the command line what it needs from outside. */
import { randomBytes } from 'node:crypto';
import { startFleet } from './app/cluster.ts';
import { createLog } from './app/log.ts';
import { send } from './app/send.ts';
import { startService } from './app/service.ts';
import { optimiseSooner } from './app/v8-flags.ts';
import { version } from './app/version.ts';
import type { StartedService } from './cli/deps.ts';
import { runCli } from './cli/program.ts';
import { type Config, loadConfig } from './config/config.ts';
import { loadSecrets, rotateSecret } from './crypto/secret-file.ts';
import { examine } from './doctor/doctor.ts';
import { openStore } from './store/open.ts';
import { backup, restore } from './transfer/backup.ts';
import { migrate } from './transfer/migrate.ts';

process.exitCode = await runCli(
  {
    version,
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    fetch,
    serve,
    sweep,
    backup,
    restore,
    migrate,
    rotateSecret,
    send,
    examine,
    startInMemory,
  },
  process.argv.slice(2),
);

async function serve(config: Config): Promise<void> {
  optimiseSooner();
  const log = createLog(config.logLevel);
  const start = config.workers > 1 ? startFleet : startService;
  const service = await start(config, await loadSecrets(config.secretFile), log);
  if (service.isSandbox) process.stderr.write(invitation(service.publicUrl, service.smtp, config.domains[0]));
  process.on('SIGHUP', () => service.reload());
  const signal = await stopSignal();
  log.info({ signal }, 'stopping');
  await service.stop();
  log.info('stopped');
}

/** The first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of signals) process.off(name, stop);
      resolve(signal);
    };
    for (const name of signals) process.on(name, stop);
  });
}

async function sweep(config: Config): Promise<number> {
  const store = await openStore(config.store);
  try {
    return await store.sweep(Date.now());
  } finally {
    await store.close();
  }
}

async function startInMemory(): Promise<StartedService> {
  const config = loadConfig({
    MAYFLY_STORE: 'memory:',
    MAYFLY_HTTP_LISTEN: '127.0.0.1:0',
    MAYFLY_SMTP_LISTEN: '127.0.0.1:0',
  });
  const service = await startService(config, [randomBytes(32)], createLog('silent'));
  const [host = '', port] = service.smtp.split(':');
  return { url: service.publicUrl, smtp: { host, port: Number(port) }, stop: service.stop };
}

function invitation(url: string, smtp: string, domain: string): string {
  return `
  Mayfly is running in its SANDBOX: no next hop is configured, so every message stays in this process.

  Make an alias for three messages:
    curl -s ${url}/aliases -H 'content-type: application/json' -d '{"target":"you@home.example","maxUses":3}'
  Send it mail, and read it on ${url}/sandbox
    printf 'Subject: hello\\r\\n\\r\\nIt works.\\r\\n' | curl -s smtp://${smtp}/shop.example \\
      --mail-from shop@shop.example --mail-rcpt THE-ALIAS@${domain} --upload-file -
  Or watch all of it at once:
    npm run -s mayfly demo

`;
}
