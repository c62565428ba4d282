// SPDX-License-Identifier: MIT
import { giveBackEverywhere, requestFieldButton, setFieldButton } from '../browser/field-button.ts';
import { hasNotices, requestNotices, stopNotices } from '../browser/notices.ts';
import { withCause } from '../browser/reach.ts';
import { changeSettings, forgetAccount, readSettings, takePendingSetUp } from '../browser/settings.ts';
import { refusalText, text } from '../browser/text.ts';
import { type Account, hostPattern, isUnencrypted, parseSetUp } from '../mayfly/account.ts';
import type { Key } from '../mayfly/alias.ts';
import { createClient } from '../mayfly/client.ts';
import { isPresetName, presetNames } from '../mayfly/preset.ts';
import { byId, localize, onPress } from './dom.ts';

const setUpText = byId('set-up-text', HTMLInputElement);
const preset = byId('preset', HTMLSelectElement);
const fieldButton = byId('field-button', HTMLInputElement);
const notices = byId('notices', HTMLInputElement);

localize();
preset.append(...presetNames.map((name) => new Option(text(`preset_${name}`), name)));
byId('set-up', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  connect().catch(showFault);
});
setUpText.addEventListener('input', warn);
onPress(byId('check', HTMLButtonElement), check, showFault);
onPress(byId('forget', HTMLButtonElement), forget, showFault);
preset.addEventListener('change', () => {
  if (isPresetName(preset.value)) changeSettings({ preset: preset.value });
});
fieldButton.addEventListener('change', () => switchFieldButton().catch(showFault));
notices.addEventListener('change', () => switchNotices().catch(showFault));
// The settings may be open already when a link is handed over.
chrome.storage.session.onChanged.addListener(({ pendingSetUp }) => {
  if (pendingSetUp?.newValue !== undefined) takeOver().catch(showFault);
});
start().catch(showFault);

async function start(): Promise<void> {
  const settings = await readSettings();
  showAccount(settings.account);
  preset.value = settings.preset;
  await takeOver();
  fieldButton.checked = await setFieldButton(settings.hasFieldButton);
  notices.checked = await hasNotices();
  // Nobody switches what does not show yet how it stands.
  for (const it of [preset, fieldButton, notices]) it.disabled = false;
  const shortcut = (await chrome.commands.getAll()).find(({ name }) => name === 'fill')?.shortcut;
  byId('shortcut', HTMLElement).textContent = shortcut ? text('shortcut', shortcut) : text('noShortcut');
}

/** Takes the link that the popup has found; the person decides about it. */
async function takeOver(): Promise<void> {
  const pending = await takePendingSetUp();
  if (pending !== undefined) setUpText.value = pending;
  warn();
}

/** The browser asks only in answer to an act of the person, so nothing is waited for before the request. */
async function connect(): Promise<void> {
  say('');
  const account = parseSetUp(setUpText.value);
  if (typeof account === 'string') return complain(text(account));
  const origins = [hostPattern(account.server)];
  const isAllowed = await chrome.permissions.request({ origins });
  if (!isAllowed) return complain(text('fault_notAllowed'));
  const key = await askForKey(account);
  await forgetAccount();
  await changeSettings({ account });
  setUpText.value = '';
  warn();
  showAccount(account);
  greet(key);
}

async function check(): Promise<void> {
  say('');
  const { account } = await readSettings();
  if (account !== undefined) greet(await askForKey(account));
}

function askForKey(account: Account): Promise<Key> {
  say(text('connecting', new URL(account.server).host));
  return withCause(account.server, () => createClient(account).key());
}

function greet({ state, target, hasLimit }: Key): void {
  const words = [text('connected', target)];
  if (state === 'unconfirmed') words.push(text('keyUnconfirmed'));
  if (!hasLimit) words.push(text('keyWithoutLimit'));
  say(words.join(' '));
}

async function forget(): Promise<void> {
  const { account } = await readSettings();
  await forgetAccount();
  if (account !== undefined) await chrome.permissions.remove({ origins: [hostPattern(account.server)] });
  showAccount(undefined);
  say(text('forgotten'));
  setUpText.focus();
}

function showAccount(account: Account | undefined): void {
  byId('account', HTMLElement).textContent =
    account === undefined ? text('notSetUp') : text('setUpWith', account.server);
  for (const id of ['check', 'forget']) byId(id, HTMLElement).hidden = account === undefined;
}

/** Before anything is sent. */
function warn(): void {
  const account = parseSetUp(setUpText.value);
  const isOpen = typeof account === 'object' && isUnencrypted(account.server);
  byId('warning', HTMLElement).textContent = isOpen ? text('unencrypted') : '';
}

async function switchFieldButton(): Promise<void> {
  const isWanted = fieldButton.checked && (await requestFieldButton());
  await changeSettings({ hasFieldButton: isWanted });
  fieldButton.checked = await setFieldButton(isWanted);
  if (isWanted) return;
  const { account } = await readSettings();
  await giveBackEverywhere(account === undefined ? [] : [hostPattern(account.server)]);
}

async function switchNotices(): Promise<void> {
  if (notices.checked) await requestNotices();
  else await stopNotices();
  notices.checked = await hasNotices();
}

function say(words: string): void {
  byId('fault', HTMLElement).textContent = '';
  setUpText.ariaInvalid = null;
  byId('status', HTMLElement).textContent = words;
}

function complain(words: string): void {
  say('');
  setUpText.ariaInvalid = 'true';
  byId('fault', HTMLElement).textContent = words;
}

function showFault(error: unknown): void {
  say('');
  byId('fault', HTMLElement).textContent = refusalText(error);
}
