// SPDX-License-Identifier: MIT
import type { EndedAlias } from '../mayfly/ended.ts';
import { readSettings } from './settings.ts';
import { text } from './text.ts';

/** The sentence that tells of the end of an alias. */
export function endedText({ address, note, how }: EndedAlias): string {
  return text(`ended_${how}`, note === '' ? address : `${note} (${address})`);
}

/** The number at the toolbar's button: ends that the person has not seen yet. */
export async function showEnded(): Promise<void> {
  const { ended } = await readSettings();
  await chrome.action.setBadgeBackgroundColor({ color: '#8a4b00' });
  await chrome.action.setBadgeText({ text: ended.length === 0 ? '' : `${ended.length}` });
}

/** Asks the browser whether notices on the desktop may be shown. Has to be called at once when the person acts. */
export function requestNotices(): Promise<boolean> {
  return chrome.permissions.request({ permissions: ['notifications'] });
}

/** Whether they are. */
export function hasNotices(): Promise<boolean> {
  return chrome.permissions.contains({ permissions: ['notifications'] });
}

/** No more of them. */
export async function stopNotices(): Promise<void> {
  await chrome.permissions.remove({ permissions: ['notifications'] });
}

/** A notice on the desktop, where the person has allowed them. */
export async function giveNotice(alias: EndedAlias): Promise<void> {
  if (!(await hasNotices())) return;
  await chrome.notifications.create({
    type: 'basic',
    iconUrl: chrome.runtime.getURL('icons/128.png'),
    title: text('name'),
    message: endedText(alias),
  });
}
