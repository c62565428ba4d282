// SPDX-License-Identifier: MIT
/** The service as one of several workers. */
import type { FromWorker, ToWorker } from '../cluster/messages.ts';
import { type ChannelStart, createWorkerChannel } from '../cluster/worker-channel.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../crypto/vault.ts';
import { createLog } from './log.ts';
import { collectAfterStart } from './memory.ts';
import { setPlatformDefaults } from './platform-defaults.ts';
import { startService } from './service.ts';
import type { ServiceSignals } from './signals.ts';
import { optimiseSooner } from './v8-flags.ts';

/** What the first process gives a worker to begin with. */
export interface WorkerStart extends ChannelStart {
  readonly config: Config;
  readonly secrets: Secrets;
}

/** Serves until the first process, or a signal, ends it, and then ends the process. */
export async function serveAsWorker(
  worker: number,
  start: WorkerStart,
  signals: ServiceSignals,
): Promise<void> {
  optimiseSooner();
  setPlatformDefaults();
  const { config, secrets } = start;
  const log = createLog(config.logLevel, worker);
  const { channel, hear } = createWorkerChannel(worker, start, send);
  process.on('message', (message: ToWorker<WorkerStart>) => {
    if (message.kind === 'reload') signals.reload();
    else if (message.kind === 'stop') signals.stop('SIGTERM');
    else hear(message);
  });
  try {
    const service = await startService(config, secrets, log, channel);
    send({ kind: 'listening' });
    collectAfterStart();
    await signals.whileRunning(() => service.reload());
    await service.stop().finally(() => process.exit(0));
  } catch (error) {
    log.error({ err: error }, 'cannot start');
    const line = error instanceof Error ? error.message : String(error);
    process.send?.({ kind: 'failed', line } satisfies FromWorker, undefined, undefined, () =>
      process.exit(1),
    );
  }
}

/** Over a pipe that is about to close nothing is sent; the process ends with it. */
function send(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
