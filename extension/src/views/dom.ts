// SPDX-License-Identifier: MIT
import { type TextName, text } from '../browser/text.ts';

/** The element of our page with an id. Throws where it is another kind of element, which is a fault of ours. */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`no ${kind.name} #${id}`);
  return element;
}

/** A new element with a class and content; text is never read as HTML. */
export function element(tag: string, className: string, ...content: readonly (Node | string)[]): HTMLElement {
  const it = document.createElement(tag);
  if (className !== '') it.className = className;
  it.append(...content);
  return it;
}

/** A new button; what it does fails into `onFault`, and it cannot be pressed again meanwhile. */
export function button(
  label: string,
  act: () => Promise<void>,
  onFault: (error: unknown) => void,
): HTMLButtonElement {
  const it = document.createElement('button');
  it.type = 'button';
  it.textContent = label;
  onPress(it, act, onFault);
  return it;
}

/** Gives an existing button something to do, in the same way. */
export function onPress(
  it: HTMLButtonElement,
  act: () => Promise<void>,
  onFault: (error: unknown) => void,
): void {
  it.addEventListener('click', async () => {
    if (it.ariaDisabled === 'true') return;
    // Not `disabled`, which would take the focus away.
    it.ariaDisabled = 'true';
    try {
      await act();
    } catch (error) {
      onFault(error);
    } finally {
      it.ariaDisabled = null;
    }
  });
}

/** Writes the texts into a page, in the language of the catalogue that the browser has chosen. */
export function localize(): void {
  document.documentElement.lang = text('language');
  for (const it of document.querySelectorAll<HTMLElement>('[data-text]'))
    it.textContent = text(it.dataset.text as TextName);
}
