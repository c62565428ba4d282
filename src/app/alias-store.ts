// SPDX-License-Identifier: MIT
/** The store of the aliases: opened, measured and swept. */
import type { Store } from '../alias/ports.ts';
import { storeMemoryOf } from '../crypto/store-memory.ts';
import { checkOf } from '../crypto/vault.ts';
import { openStore } from '../store/open.ts';
import { isFirst, type ServiceContext } from './context.ts';
import type { Logger } from './log.ts';

/** Until the log has written the last line of a process that is to end at once, ms. */
const lastWordsMs = 500;
/** Between two sweeps of dead aliases, ms. */
const sweepEveryMs = 60_000;
/** What has died is kept this long, so that a clock that goes wrong can be set right before anything is lost, ms. */
const buryAfterMs = 60 * 60 * 1000;

/** Opens the configured store. Rejects with one clear line when it cannot be had. */
export async function openAliasStore(context: Omit<ServiceContext, 'now'>): Promise<Store> {
  const { config, secrets, metrics, log, stack } = context;
  const opened = await openStore(config.store, {
    secrets: secrets.map(checkOf),
    memory: storeMemoryOf(config.secretFile),
    whenMissing: 'wait',
    warn: (line) => (isFirst(context) ? log.warn(line) : undefined),
    onBroken: (error) => endProcess(log, error),
  });
  stack.defer(() => opened.close());
  return metrics.ofStore(opened);
}

/** Whoever runs us starts us again (systemd, a container, the first process of several), and what is stored is whole. */
function endProcess(log: Logger, error: Error): void {
  log.fatal(error.message);
  // Not `exit`, at which lmdb-js waits for a lock that it never gives back then.
  const end = (): void => void process.kill(process.pid, 'SIGKILL');
  process.prependOnceListener('exit', end);
  setTimeout(end, lastWordsMs);
}

/** Sweeps dead aliases from time to time until the service stops. */
export function startSweeping(store: Pick<Store, 'sweep' | 'now'>, { log, stack }: ServiceContext): void {
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    sweeping = sweeping
      .then(() => store.sweep(store.now() - buryAfterMs))
      .then(
        (swept) => (swept > 0 ? log.info({ swept }, 'swept dead aliases') : undefined),
        (error) => log.error({ err: error }, 'sweep failed'),
      );
  };
  const timer = setInterval(sweep, sweepEveryMs);
  stack.defer(() => {
    clearInterval(timer);
    return sweeping;
  });
}
