/** A worker: the whole service, on sockets and with limits that it shares with others. Started by the first process alone. */

import { createLog } from './app/log.ts';
import { setPlatformDefaults } from './app/platform-defaults.ts';
import { startService } from './app/service.ts';
import { optimiseSooner } from './app/v8-flags.ts';
import type { FromWorker, ToWorker } from './cluster/messages.ts';
import { createTeam, type TeamStart } from './cluster/worker-channel.ts';
import type { Config } from './config/config.ts';
import type { Secrets } from './crypto/vault.ts';

/** What the first process gives a worker to begin with. */
export interface WorkerStart extends TeamStart {
  readonly config: Config;
  readonly secrets: Secrets;
}

const worker = Number(process.argv[2]);
/** Signals to the whole group of processes come here too. What comes before there is a service to stop waits for it. */
const wishes = createWishes();

process.on('SIGHUP', () => wishes.reload());
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => wishes.stop());
// The first process is gone: nobody would ever ask us to stop, and its successor wants our sockets.
// At exit lmdb-js would wait for ever for the lock of a write that failed.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.once('message', (message: ToWorker<WorkerStart>) => {
  if (message.kind === 'start') void serve(message.start);
});

async function serve(start: WorkerStart): Promise<void> {
  optimiseSooner();
  setPlatformDefaults();
  const { config, secrets } = start;
  const log = createLog(config.logLevel, worker);
  const { team, hear } = createTeam(worker, start, send);
  process.on('message', (message: ToWorker<WorkerStart>) => {
    if (message.kind === 'reload') wishes.reload();
    else if (message.kind === 'stop') wishes.stop();
    else hear(message);
  });
  try {
    const service = await startService(config, secrets, log, team);
    send({ kind: 'listening' });
    wishes.grant({
      reload: () => void service.reload(),
      stop: () => void service.stop().finally(() => process.exit(0)),
    });
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

interface Wishes {
  reload(): void;
  stop(): void;
}

function createWishes(): Wishes & { grant(service: Wishes): void } {
  let service: Wishes | undefined;
  let isToStop = false;
  return {
    reload: () => service?.reload(),
    stop() {
      if (!isToStop) service?.stop();
      isToStop = true;
    },
    grant(started) {
      service = started;
      if (isToStop) service.stop();
    },
  };
}
