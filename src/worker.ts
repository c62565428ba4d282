// SPDX-License-Identifier: MIT
/** A worker: the whole service, on sockets and with limits that it shares with others. Started by the first process alone. */
import { keepCompiledCode } from './app/compile-cache.ts';
import { ServiceSignals } from './app/signals.ts';
import type { WorkerStart } from './app/worker-service.ts';
import type { ToWorker } from './cluster/messages.ts';

/** Signals to the whole group of processes come here too. */
const signals = new ServiceSignals();
// The first process is gone: nobody would ever ask us to stop, and its successor wants our sockets.
// At exit lmdb-js would wait for ever for the lock of a write that failed.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Node keeps later messages until someone listens for them.
process.once('message', async (message: ToWorker<WorkerStart>) => {
  if (message.kind !== 'start') return;
  keepCompiledCode();
  const { serveAsWorker } = await import('./app/worker-service.ts');
  await serveAsWorker(Number(process.argv[2]), message.start, signals);
});
