// SPDX-License-Identifier: MIT
/** Whether the service can do its work. */
import type { Readiness } from '../http/health-routes.ts';

/** What is asked, each rejecting when it cannot serve. */
export interface ReadinessChecks {
  store(): Promise<unknown>;
  nextHop(): Promise<unknown>;
}

/** How long a verdict holds, so that whoever asks is no load on store and next hop, ms. */
export const readinessHoldsMs = 5_000;

/** Asks both, each once in `readinessHoldsMs` at most. `now` gives ms and never goes back. */
export function createReadiness(checks: ReadinessChecks, now: () => number): () => Promise<Readiness> {
  const store = hold(() => checks.store(), now);
  const nextHop = hold(() => checks.nextHop(), now);
  return async () => {
    const verdicts = { store: store(), nextHop: nextHop() };
    const known = { store: await verdicts.store, nextHop: await verdicts.nextHop };
    return { ok: known.store === 'ok' && known.nextHop === 'ok', checks: known };
  };
}

type Verdict = 'ok' | 'failed';

function hold(check: () => Promise<unknown>, now: () => number): () => Promise<Verdict> {
  let last: { readonly askedAt: number; readonly verdict: Promise<Verdict> } | undefined;
  return () => {
    if (last === undefined || now() - last.askedAt > readinessHoldsMs) {
      const verdict = check().then(
        (): Verdict => 'ok',
        (): Verdict => 'failed',
      );
      last = { askedAt: now(), verdict };
    }
    return last.verdict;
  };
}
