// SPDX-License-Identifier: MIT
import { type Account, parseSetUp } from '../mayfly/account.ts';

/**
 * Finds the text that sets the extension up in the page of a key: in its address, in a link, or in a field or output that shows
 * it. Asked only when the person has opened the popup over that page, which lets us look at it once. A page can offer
 * its own server and no other, and the person sees its name before anything happens.
 */
export async function findSetUp({ id, url }: chrome.tabs.Tab): Promise<Account | undefined> {
  const page = URL.parse(url ?? '');
  if (id === undefined || page === null) return undefined;
  for (const text of [page.href, ...(await textsOf(id))]) {
    const found = parseSetUp(text);
    if (typeof found === 'object' && new URL(found.server).origin === page.origin) return found;
  }
  return undefined;
}

async function textsOf(tabId: number): Promise<readonly string[]> {
  try {
    const [answer] = await chrome.scripting.executeScript({ target: { tabId }, func: readTexts });
    return answer?.result ?? [];
  } catch {
    // A page of the browser's own.
    return [];
  }
}

/** Runs in the page, so it can use nothing from outside itself. */
function readTexts(): string[] {
  const links = [...document.querySelectorAll('a')].map(({ href }) => href);
  const fields = [...document.querySelectorAll('input')].map(({ value }) => value);
  const outputs = [...document.querySelectorAll('output, code, textarea')].map((it) => it.textContent);
  return [...links, ...fields, ...outputs].filter((text) => text.includes('#mayfly')).slice(0, 20);
}
