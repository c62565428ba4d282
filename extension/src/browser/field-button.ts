// SPDX-License-Identifier: MIT
/** The button in fields is a script in every page, so it is off until the person switches it on and the browser has asked. */
const scriptId = 'field-button';
const everywhere = ['http://*/*', 'https://*/*'];

/** Asks the browser for every page. Has to be called at once when the person acts. */
export function requestFieldButton(): Promise<boolean> {
  return chrome.permissions.request({ origins: everywhere });
}

/** Puts the script into pages that are loaded from now on, or no longer; without permission, no longer. */
export async function setFieldButton(isWanted: boolean): Promise<boolean> {
  const isOn = isWanted && (await chrome.permissions.contains({ origins: everywhere }));
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [scriptId] });
  if (!isOn && registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [scriptId] });
  if (isOn && registered.length === 0)
    await chrome.scripting.registerContentScripts([
      { id: scriptId, js: ['field-button.js'], matches: everywhere, allFrames: true, runAt: 'document_idle' },
    ]);
  return isOn;
}

/**
 * Gives the permission back that the button had, but not what was allowed before it, which Chromium takes for a part of it. It
 * gives that again without a question.
 */
export async function giveBackEverywhere(kept: readonly string[]): Promise<void> {
  const origins = [...kept];
  await chrome.permissions.remove({ origins: everywhere });
  if (!(await chrome.permissions.contains({ origins }))) await chrome.permissions.request({ origins });
}
