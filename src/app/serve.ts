/** Runs the service until it is asked to stop. */
import type { Config } from '../config/config.ts';
import { loadSecrets } from '../crypto/secret-file.ts';
import { startFleet } from './cluster.ts';
import { createLog } from './log.ts';
import { startService } from './service.ts';
import { optimiseSooner } from './v8-flags.ts';

/** Starts the service, by as many workers as are configured; resolves when a signal has ended it. Rejects when it cannot start. */
export async function serve(config: Config): Promise<void> {
  optimiseSooner();
  const log = createLog(config.logLevel);
  const start = config.workers > 1 ? startFleet : startService;
  const service = await start(config, await loadSecrets(config.secretFile, (line) => log.warn(line)), log);
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
