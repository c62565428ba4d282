// SPDX-License-Identifier: MIT
import { isEmailField, isFillable } from './email-field.ts';
import type { TextField } from './fill-in.ts';

/** The field that has the focus, also within open shadow roots. */
export function focusedField(): TextField | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return isTextField(active) ? active : undefined;
}

/** The first field for an address that can be seen, also within open shadow roots. */
export function findEmailField(root: Document | ShadowRoot): HTMLInputElement | undefined {
  for (const element of root.querySelectorAll('*')) {
    if (element instanceof HTMLInputElement && isEmailField(element) && isFillable(element)) return element;
    const within = element.shadowRoot === null ? undefined : findEmailField(element.shadowRoot);
    if (within !== undefined) return within;
  }
  return undefined;
}

function isTextField(element: Element | null): element is TextField {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}
