// SPDX-License-Identifier: MIT
import type { Account } from '../mayfly/account.ts';
import { fieldsOf } from '../mayfly/alias.ts';
import type { EndedAlias, KnownAlias } from '../mayfly/ended.ts';
import { isPresetName, type PresetName } from '../mayfly/preset.ts';

/** What the extension keeps on this machine, and nowhere else. */
export interface Settings {
  readonly account: Account | undefined;
  /** What the button, the menu and the shortcut make. */
  readonly preset: PresetName;
  /** Whether the person wants the button in fields. */
  readonly hasFieldButton: boolean;
  /** The living aliases at the last look. */
  readonly known: readonly KnownAlias[];
  /** Those whose end has not been seen by the person yet. */
  readonly ended: readonly EndedAlias[];
}

/** Reads all of them. */
export async function readSettings(): Promise<Settings> {
  const { account, preset, hasFieldButton, known, ended } = await chrome.storage.local.get();
  const { server, key } = fieldsOf(account);
  return {
    account: typeof server === 'string' && typeof key === 'string' ? { server, key } : undefined,
    preset: isPresetName(preset) ? preset : 'three',
    hasFieldButton: hasFieldButton === true,
    known: Array.isArray(known) ? known : [],
    ended: Array.isArray(ended) ? ended : [],
  };
}

/** Changes some of them. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  await chrome.storage.local.set(change);
}

/** Changes some of them by what they are; nobody else does so in between, in whatever window of ours. */
export async function updateSettings(change: (settings: Settings) => Partial<Settings>): Promise<void> {
  await navigator.locks.request('settings', async () => changeSettings(change(await readSettings())));
}

/** Forgets the account and everything that came from it. */
export async function forgetAccount(): Promise<void> {
  await chrome.storage.local.remove(['account', 'known', 'ended']);
}

/**
 * Keeps scripts in pages away from the store, so that not even a page that has taken over its process can read the key.
 * Firefox has no such switch for every version; there the store is out of reach of pages, but not of our own script in them.
 */
export async function closeStore(): Promise<void> {
  await chrome.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}

/** Hands a text that sets up from the popup to the settings page; in memory only. */
export async function keepPendingSetUp(text: string): Promise<void> {
  await chrome.storage.session.set({ pendingSetUp: text });
}

/** Takes it; nothing the second time. */
export async function takePendingSetUp(): Promise<string | undefined> {
  const { pendingSetUp } = await chrome.storage.session.get('pendingSetUp');
  await chrome.storage.session.remove('pendingSetUp');
  return typeof pendingSetUp === 'string' ? pendingSetUp : undefined;
}
