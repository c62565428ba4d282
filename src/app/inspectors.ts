/** Who judges messages, by the configuration. */
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Inspector } from '../inspect/inspector.ts';
import { createRspamdInspector } from '../inspect/rspamd/rspamd-inspector.ts';

/** The inspectors and their life. */
export interface Inspectors {
  readonly inspectors: readonly Inspector[];
  /** Gives up what they still ask for. */
  close(): void;
}

/** Makes the inspectors that are configured. What none of them needs is not even loaded. */
export async function createInspectors(config: Config, log: Logger): Promise<Inspectors> {
  const inspectors: Inspector[] = [];
  const closes: (() => void)[] = [];
  if (config.dmarc !== 'off') {
    const { createDnsLookup } = await import('../inspect/dmarc/dns-lookup.ts');
    const { createDmarcInspector } = await import('../inspect/dmarc/dmarc-inspector.ts');
    const { resolve, close } = createDnsLookup(config.dnsServers);
    closes.push(close);
    inspectors.push(
      await createDmarcInspector({
        mode: config.dmarc,
        resolve,
        onVerdict: ({ result, ...verdict }) => log.info({ ...verdict, dmarc: result }, 'dmarc'),
        onError: (error) => log.error({ err: error }, 'dmarc failed'),
      }),
    );
  }
  if (config.rspamd !== undefined)
    inspectors.push(
      createRspamdInspector({
        ...config.rspamd,
        now: () => performance.now(),
        onVerdict: (verdict) => log.info(verdict, 'rspamd'),
        onFailure: (code) => log.warn({ code }, 'rspamd gives no verdict'),
      }),
    );
  return {
    inspectors,
    close: () => {
      for (const close of closes) close();
    },
  };
}
