// SPDX-License-Identifier: MIT
import { SafeError } from '../base/safe-error.ts';

/** Why there is no certificate. The message is one line; what it quotes of the authority's answer speaks of our own hosts alone. */
export class AcmeError extends SafeError {
  override readonly name = 'AcmeError';
  /** The kind of problem without its namespace (RFC 8555 §6.7); absent where the authority could not be asked. */
  readonly problem: string | undefined;
  /** The authority wants us to wait that long, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { readonly problem?: string; readonly retryAfterMs?: number } = {}) {
    super(message);
    this.problem = options.problem;
    this.retryAfterMs = options.retryAfterMs;
  }
}
