// SPDX-License-Identifier: MIT
import { siteOf } from '../mayfly/site.ts';
import { makeAlias } from './aliases.ts';
import { readSettings } from './settings.ts';
import { refusalText, text } from './text.ts';

/**
 * Fills a field of a tab on the person's request, with script that is put into the page for this once: the request (a menu, the
 * shortcut, the popup) lets the extension touch this tab and no other (`activeTab`).
 */

/** What the extension can do in a page, on request. */
interface Filler {
  /** Whether a field has the focus, or else whether there is one for an address. */
  find(): 'focused' | 'present' | 'none';
  /** Writes into it. */
  fill(address: string): boolean;
  /** Tells the person something. */
  say(words: string): void;
}

/** Where to write: a frame of a tab that has a field. */
interface Place {
  readonly tabId: number;
  readonly frameId: number;
}

/** Makes an alias for the page and writes it into its field; says in the page what went wrong. Nothing is made without a field. */
export async function makeAndFill(tab: chrome.tabs.Tab | undefined, frameId?: number): Promise<void> {
  const site = siteOf(tab?.url);
  if (tab?.id === undefined || site === undefined) return;
  const { account } = await readSettings();
  if (account === undefined) return chrome.runtime.openOptionsPage();
  const place = await findField(tab.id, frameId);
  if (place === undefined) return say(tab.id, text('noField'));
  try {
    const { address } = await makeAlias(site);
    await fill(place, address);
  } catch (error) {
    await say(tab.id, refusalText(error));
  }
}

/** Writes an address into the field of a tab; whether there was one. */
export async function fillTab(tabId: number, address: string): Promise<boolean> {
  const place = await findField(tabId);
  return place !== undefined && fill(place, address);
}

/** The frame whose field has the focus, or else the first that has a field for an address. */
async function findField(tabId: number, frameId?: number): Promise<Place | undefined> {
  const target = frameId === undefined ? { tabId, allFrames: true } : { tabId, frameIds: [frameId] };
  try {
    await chrome.scripting.executeScript({ target, files: ['filler.js'] });
    const answers = await chrome.scripting.executeScript({ target, func: () => mayflyFiller.find() });
    const place =
      answers.find(({ result }) => result === 'focused') ??
      answers.find(({ result }) => result === 'present');
    return place === undefined ? undefined : { tabId, frameId: place.frameId };
  } catch {
    // A page of the browser's own, or a frame of another site: nobody may write there.
    return undefined;
  }
}

async function fill({ tabId, frameId }: Place, address: string): Promise<boolean> {
  const [answer] = await chrome.scripting.executeScript({
    target: { tabId, frameIds: [frameId] },
    func: (it: string) => mayflyFiller.fill(it),
    args: [address],
  });
  return answer?.result === true;
}

async function say(tabId: number, words: string): Promise<void> {
  const target = { tabId };
  try {
    await chrome.scripting.executeScript({ target, files: ['filler.js'] });
    await chrome.scripting.executeScript({
      target,
      func: (it: string) => mayflyFiller.say(it),
      args: [words],
    });
  } catch {
    // Where no script may run, the popup is the place to look at.
  }
}

declare global {
  /** In the extension's own world of a page, which the page's scripts do not see. */
  var mayflyFiller: Filler;
}
