// SPDX-License-Identifier: MIT
/** Runs the service until it is asked to stop. */
import { type Config, ConfigError } from '../config/config.ts';
import { CertificateError, readCertificate } from '../crypto/certificate-files.ts';
import { loadSecrets } from '../crypto/secret-file.ts';
import { createLog } from './log.ts';
import { collectAfterStart } from './memory.ts';
import { type Service, startService } from './service.ts';
import type { ServiceSignals } from './signals.ts';
import { notifyReady } from './systemd.ts';
import { optimiseSooner } from './v8-flags.ts';

/**
 * Starts the service, by as many workers as are configured; resolves when a signal has ended it. Rejects with `ConfigError` where
 * a setting names a certificate that cannot be used, and with one clear line when the service cannot start.
 */
export async function serve(config: Config, signals: ServiceSignals): Promise<void> {
  optimiseSooner();
  await examineCertificate(config);
  await examineDkimKey(config);
  const log = createLog(config.logLevel);
  const service = await start(config, log, signals);
  collectAfterStart();
  if (!signals.stopping.aborted) {
    if (service.isSandbox)
      process.stderr.write(
        (config.sandbox === 'public' ? publicWarning : '') + invitation(service.publicUrl, service.smtp),
      );
    notifyReady(log);
  }
  const signal = await signals.whileRunning(() => service.reload());
  log.info({ signal }, 'stopping');
  await service.stop();
  log.info('stopped');
}

async function start(
  config: Config,
  log: ReturnType<typeof createLog>,
  signals: ServiceSignals,
): Promise<Service> {
  const secrets = await loadSecrets(config.secretFile, (line) => log.warn(line));
  if (config.workers === 1) return startService(config, secrets, log);
  const { startCluster } = await import('./cluster.ts');
  return startCluster(config, secrets, log, signals.stopping);
}

/** A certificate that cannot be used is a mistake in the settings, which starting again does not mend. */
async function examineCertificate({ tls }: Config): Promise<void> {
  if (tls === undefined) return;
  await readCertificate(tls).catch((error: unknown) => {
    throw error instanceof CertificateError ? new ConfigError([error.message]) : error;
  });
}

/** The same of the key that signs messages of our own. */
async function examineDkimKey({ dkimKey }: Config): Promise<void> {
  if (dkimKey === undefined) return;
  const { DkimKeyError, readDkimKey } = await import('../dkim/key.ts');
  await readDkimKey(dkimKey).catch((error: unknown) => {
    throw error instanceof DkimKeyError ? new ConfigError([`MAYFLY_DKIM_KEY: ${error.message}`]) : error;
  });
}

const publicWarning = `
  *** MAYFLY_SANDBOX=public: whoever reaches these ports may make aliases, send them mail, and READ EVERY MESSAGE. ***
  *** It is for trying out: never give such an alias to anyone.                                                   ***
`;

function invitation(url: string, smtp: string): string {
  return `
  Mayfly is running in its SANDBOX: no next hop is configured, so every message stays in this process.

  Make an alias for three messages:
    alias=$(curl -fsS ${url}/aliases -H 'content-type: application/json' \\
      -d '{"target":"you@home.example","maxUses":3}' | sed 's/.*"address":"\\([^"]*\\)".*/\\1/') && echo "$alias"
  Send it mail, and read it on ${url}/sandbox
    printf 'Subject: hello\\r\\n\\r\\nIt works.\\r\\n' | curl -fsS smtp://${smtp}/shop.example \\
      --mail-from shop@shop.example --mail-rcpt "$alias" --upload-file - && echo delivered
  Or watch all of it at once:
    npm run -s mayfly demo

`;
}
