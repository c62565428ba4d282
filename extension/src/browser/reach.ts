// SPDX-License-Identifier: MIT
import { hostPattern } from '../mayfly/account.ts';
import { kindOfNetworkError, Refusal } from '../mayfly/refusal.ts';

/** The browser tells of an error a moment after the call has failed; no longer than this is waited for it, ms. */
const errorArrivesMs = 5000;

/**
 * Does something with a server, and where that cannot be reached, finds out why. `fetch` says no more than that it failed; the
 * browser's name for the error comes by `webRequest`. (Chromium gives it only to those who asked for that at install.)
 */
export async function withCause<T>(server: string, act: () => Promise<T>): Promise<T> {
  const origins = [hostPattern(server)];
  if (!(await chrome.permissions.contains({ origins }))) throw new Refusal('notAllowed');
  const failed = chrome.webRequest.onErrorOccurred;
  const heard = Promise.withResolvers<string>();
  const listener = ({ url, error }: { readonly url: string; readonly error: string }): void => {
    if (url.startsWith(server)) heard.resolve(error);
  };
  failed.addListener(listener, { urls: origins });
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'unreachable') throw error;
    const name = await Promise.race([heard.promise, after(errorArrivesMs)]);
    throw new Refusal(kindOfNetworkError(name), name);
  } finally {
    failed.removeListener(listener);
  }
}

function after(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(''), ms));
}
