// SPDX-License-Identifier: MIT
/** The signals of a service. Nothing heavy is imported here: they are to be heard before anything else is loaded. */

const stopSignals = ['SIGTERM', 'SIGINT'] as const;

/** Why a service is to stop. */
export type StopReason = (typeof stopSignals)[number];

/**
 * Hears SIGHUP, SIGTERM and SIGINT from the moment it is made. What is asked for while there is no service yet is done as soon as
 * there is one. After the first SIGTERM or SIGINT, a second one ends the process at once.
 */
export class ServiceSignals {
  readonly #stopping = new AbortController();
  readonly #stopped = Promise.withResolvers<StopReason>();
  #reloadService: (() => unknown) | undefined;
  #isReloadAsked = false;

  constructor() {
    process.on('SIGHUP', this.reload);
    for (const name of stopSignals) process.on(name, this.#onStopSignal);
  }

  /** Asks for a reload, as SIGHUP does. */
  readonly reload = (): void => {
    if (this.#reloadService === undefined) this.#isReloadAsked = true;
    else this.#reloadService();
  };

  /** Asks the service to stop, as a signal does. */
  stop(reason: StopReason): void {
    this.#stopped.resolve(reason);
    this.#stopping.abort();
  }

  /** Aborted when the service is to stop; also while it still starts. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The service is there: from now on `reload` is called, at once if that was asked for. Resolves when it is to stop. */
  async whileRunning(reload: () => unknown): Promise<StopReason> {
    this.#reloadService = reload;
    if (this.#isReloadAsked) reload();
    return this.#stopped.promise;
  }

  readonly #onStopSignal = (signal: NodeJS.Signals): void => {
    for (const name of stopSignals) process.off(name, this.#onStopSignal);
    this.stop(signal === 'SIGINT' ? signal : 'SIGTERM');
  };
}
