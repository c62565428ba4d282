// SPDX-License-Identifier: MIT
import type { Path } from '../smtp/wire/envelope.ts';

/** Limits on recipients of one alias that the next hop is being asked about at a time for one client. */
export interface AskedLimits {
  /** For senders that a forwarder has written, and the null one: what comes back has one of these where one of the services rewrites senders. */
  readonly forwarded: number;
  /** For others that we pass on as they are. Postfix sends over 20 connections to one destination by default. */
  readonly kept: number;
}

const defaultLimits: AskedLimits = { forwarded: 5, kept: 20 };

/** SRS, and our own where that does not fit (`bounce/return-paths.ts`). */
const forwardedForm = /^(?:SRS[01][-+=]|bounce=)/i;

/**
 * Recipients that the next hop has not answered yet. Where the way onwards leads back here, each asks for the next one of the same client and
 * alias while it waits itself, and no message ever comes whose trace fields could be counted: such a loop ends where there are more than
 * mail brings. Of senders that we rewrite there may be any number, since none of them comes back as it was.
 */
export class AskedRecipients {
  readonly #limits: AskedLimits;
  readonly #count = new Map<string, number>();

  constructor(limits: AskedLimits = defaultLimits) {
    this.#limits = limits;
  }

  /**
   * Begins to ask for a client and an alias, `circle`; `false` when that is asked about too often already. `told` is the sender that the
   * next hop is told.
   */
  begin(circle: string, { text, localPart }: Path, told: string): boolean {
    const { forwarded, kept } = this.#limits;
    const count = this.#count.get(circle) ?? 0;
    if (count >= forwarded && (text === '' || forwardedForm.test(localPart))) return false;
    if (count >= kept && text === told) return false;
    this.#count.set(circle, count + 1);
    return true;
  }

  /** The next hop has answered, or will not. */
  end(circle: string): void {
    const count = this.#count.get(circle) ?? 0;
    if (count > 1) this.#count.set(circle, count - 1);
    else this.#count.delete(circle);
  }
}
