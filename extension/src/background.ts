// SPDX-License-Identifier: MIT
/**
 * What happens without a window of ours: menu, shortcut, the button in fields, and a look at the server from time to time.
 * Chromium and Firefox start this whenever one of these events comes, and end it soon after; it keeps nothing in memory.
 */

import type { AddressAnswer, AddressRequest } from './browser/address-request.ts';
import { look, makeAlias } from './browser/aliases.ts';
import { setFieldButton } from './browser/field-button.ts';
import { makeAndFill } from './browser/fill.ts';
import { giveNotice, showEnded } from './browser/notices.ts';
import { closeStore, readSettings } from './browser/settings.ts';
import { refusalText, text } from './browser/text.ts';
import { isSameSite, siteOf } from './mayfly/site.ts';

const menuItem = 'fill';
const lookEveryMinutes = 15;

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  await begin();
  if (reason === 'install') await chrome.runtime.openOptionsPage();
});
chrome.runtime.onStartup.addListener(begin);
chrome.permissions.onRemoved.addListener(async () => {
  const { hasFieldButton } = await readSettings();
  await setFieldButton(hasFieldButton);
});
chrome.contextMenus.onClicked.addListener((info, tab) => makeAndFill(tab, info.frameId));
chrome.commands.onCommand.addListener((_command, tab) => makeAndFill(tab));
chrome.alarms.onAlarm.addListener(lookAround);
chrome.storage.local.onChanged.addListener(({ ended }) => {
  if (ended !== undefined) showEnded();
});

chrome.runtime.onMessage.addListener((request: AddressRequest, sender, respond) => {
  answer(request, sender).then(respond);
  return true;
});

async function begin(): Promise<void> {
  await closeStore();
  const { hasFieldButton } = await readSettings();
  await setFieldButton(hasFieldButton);
  await chrome.contextMenus.removeAll();
  chrome.contextMenus.create({ id: menuItem, title: text('menuFill'), contexts: ['editable'] });
  await chrome.alarms.create('look', { periodInMinutes: lookEveryMinutes, delayInMinutes: 1 });
  await showEnded();
}

/** What the script in a page hears. It is told an address and nothing else, and only from a frame of the page's own site. */
async function answer({ ask }: AddressRequest, sender: chrome.runtime.MessageSender): Promise<AddressAnswer> {
  const site = siteOf(sender.tab?.url);
  const { account, hasFieldButton } = await readSettings();
  if (sender.id !== chrome.runtime.id || site === undefined || !isSameSite(sender.url, sender.tab?.url))
    return {};
  if (!hasFieldButton) return {};
  if (ask === 'mayAppear') return { isAllowed: true };
  if (account === undefined) return { fault: text('notSetUp') };
  try {
    return { address: (await makeAlias(site)).address };
  } catch (error) {
    return { fault: refusalText(error) };
  }
}

/** A server that is away is no news; the next look may find it. */
async function lookAround(): Promise<void> {
  const { account } = await readSettings();
  if (account === undefined) return;
  const { newlyEnded } = await look().catch(() => ({ newlyEnded: [] }));
  for (const alias of newlyEnded) await giveNotice(alias);
}
