/** A promise that is resolved from outside; `Promise.withResolvers` is not in every Node that the package runs on. */
export class Deferred {
  readonly promise: Promise<void>;
  #resolve: () => void = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Resolves the promise; harmless when that is done already. */
  resolve(): void {
    this.#resolve();
  }
}
