// SPDX-License-Identifier: MIT
import { look, makeAlias } from '../browser/aliases.ts';
import { fillTab } from '../browser/fill.ts';
import { endedText } from '../browser/notices.ts';
import { findSetUp } from '../browser/set-up-link.ts';
import { keepPendingSetUp, readSettings, updateSettings } from '../browser/settings.ts';
import { refusalText, text } from '../browser/text.ts';
import { formatSetUp } from '../mayfly/account.ts';
import type { Alias } from '../mayfly/alias.ts';
import { type PresetName, presetNames } from '../mayfly/preset.ts';
import { aliasesOf, search, siteOf } from '../mayfly/site.ts';
import { type AliasRow, createRow } from './alias-row.ts';
import { button, byId, element, localize, onPress } from './dom.ts';

/** While the popup is open, uses are counted down as mail arrives, ms. */
const lookAgainMs = 3000;

const query = byId('search', HTMLInputElement);
const rows = new Map<string, AliasRow>();
let aliases: readonly Alias[] = [];
/** How often the person has made, changed or destroyed one. */
let acts = 0;
let isLookFaulty = false;
let site: string | undefined;
let tab: chrome.tabs.Tab | undefined;

localize();
onPress(byId('open-options', HTMLButtonElement), openOptions, showFault);
onPress(byId('set-up-by-hand', HTMLButtonElement), openOptions, showFault);
onPress(byId('ended-seen', HTMLButtonElement), forgetEnded, showFault);
query.addEventListener('input', showList);
start().catch(showFault);

async function start(): Promise<void> {
  tab = await shownTab();
  site = siteOf(tab?.url);
  const { account } = await readSettings();
  if (account === undefined) return offerSetUp();
  byId('make-title', HTMLElement).textContent = site === undefined ? text('makeHere') : text('makeFor', site);
  byId('presets', HTMLElement).append(
    ...presetNames.map((name) => button(text(`preset_${name}`), () => make(name), showFault)),
  );
  for (const id of ['make', 'list']) byId(id, HTMLElement).hidden = false;
  await showEndedOnes();
  await refresh();
}

/** The tab that the popup was opened over; `?tab=` names it where the popup stands in a tab of its own. */
async function shownTab(): Promise<chrome.tabs.Tab | undefined> {
  const named = new URLSearchParams(location.search).get('tab');
  if (named !== null) return chrome.tabs.get(Number(named));
  return (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
}

async function openOptions(): Promise<void> {
  await chrome.runtime.openOptionsPage();
  window.close();
}

/** With the page of a key in the tab, its server and key are carried over; the person decides on the settings page. */
async function offerSetUp(): Promise<void> {
  byId('set-up', HTMLElement).hidden = false;
  const found = tab === undefined ? undefined : await findSetUp(tab);
  if (found === undefined) return;
  const fromPage = byId('set-up-from-page', HTMLButtonElement);
  fromPage.textContent = text('setUpFromPage', new URL(found.server).host);
  fromPage.hidden = false;
  onPress(
    fromPage,
    async () => {
      await keepPendingSetUp(formatSetUp(found));
      await openOptions();
    },
    showFault,
  );
}

/** Looks for as long as the popup is there; a fault of a look is shown until one succeeds. */
async function refresh(): Promise<void> {
  const actsBefore = acts;
  try {
    const { aliases: seen } = await look();
    // Where the person has done something meanwhile, this may be from before it; the next look knows.
    if (acts === actsBefore) aliases = seen;
    if (isLookFaulty) byId('fault', HTMLElement).textContent = '';
    isLookFaulty = false;
    showList();
    await showEndedOnes();
  } catch (error) {
    isLookFaulty = true;
    showFault(error);
  }
  setTimeout(refresh, lookAgainMs);
}

async function make(preset: PresetName): Promise<void> {
  const alias = await makeAlias(site ?? '', preset);
  acts += 1;
  aliases = [alias, ...aliases];
  showList();
  const isFilled = tab?.id !== undefined && (await fillTab(tab.id, alias.address));
  say(text(isFilled ? 'madeAndFilled' : 'made', alias.address));
}

async function fill(address: string): Promise<void> {
  const isFilled = tab?.id !== undefined && (await fillTab(tab.id, address));
  say(isFilled ? text('filled', address) : text('noField'));
}

async function copy(address: string): Promise<void> {
  await navigator.clipboard.writeText(address);
  say(text('copied', address));
}

function say(words: string): void {
  byId('fault', HTMLElement).textContent = '';
  byId('status', HTMLElement).textContent = words;
}

function showFault(error: unknown): void {
  byId('status', HTMLElement).textContent = '';
  byId('fault', HTMLElement).textContent = refusalText(error);
}

/** Without a query those of this site, with one those of all that match. */
function showList(): void {
  const wanted = query.value.trim();
  const isOfSite = wanted === '' && site !== undefined;
  const shown = isOfSite ? aliasesOf(site ?? '', aliases) : search(wanted, aliases);
  byId('list-title', HTMLElement).textContent = isOfSite
    ? text('listOfSite', site ?? '', shown.length)
    : text('listOfAll', shown.length);
  const list = byId('aliases', HTMLElement);
  const before = new Set(list.children);
  for (const alias of shown) {
    const row = rows.get(alias.address) ?? createRow(alias, { fill, copy, changed, onFault: showFault });
    rows.set(alias.address, row);
    row.update(alias);
    before.delete(row.element);
  }
  for (const gone of before) gone.remove();
  // A row that is in its place is not touched: to move it would take the focus from its buttons.
  shown.forEach(({ address }, at) => {
    const row = rows.get(address)?.element;
    if (row !== undefined && list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  });
  const nothing = byId('nothing', HTMLElement);
  nothing.hidden = shown.length > 0;
  nothing.textContent = text(isOfSite ? 'noneOfSite' : 'noneFound');
}

function changed(address: string, now: Alias | undefined): void {
  acts += 1;
  aliases = aliases.flatMap((alias) =>
    alias.address !== address ? [alias] : now === undefined ? [] : [now],
  );
  if (now === undefined) rows.delete(address);
  showList();
  say(text(now === undefined ? 'destroyed' : 'changed', address));
  // The button that was pressed is gone with its row.
  if (now === undefined) query.focus();
}

async function showEndedOnes(): Promise<void> {
  const { ended } = await readSettings();
  byId('ended', HTMLElement).hidden = ended.length === 0;
  byId('ended-list', HTMLElement).replaceChildren(...ended.map((it) => element('li', '', endedText(it))));
}

async function forgetEnded(): Promise<void> {
  await updateSettings(() => ({ ended: [] }));
  await showEndedOnes();
  query.focus();
}
