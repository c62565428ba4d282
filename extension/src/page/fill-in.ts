// SPDX-License-Identifier: MIT
/** A field that takes text. */
export type TextField = HTMLInputElement | HTMLTextAreaElement;

/**
 * Writes a text into a field as a person would. Frameworks put a `value` of their own over that of the field, by which they
 * tell changes of theirs from those of people; so the setter of the browser is called, and the events follow that they
 * listen to.
 */
export function fillIn(field: TextField, text: string): void {
  field.focus();
  if (field instanceof HTMLTextAreaElement) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  } else {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  }
  const bubbles = { bubbles: true, composed: true };
  field.dispatchEvent(
    new InputEvent('input', { ...bubbles, inputType: 'insertReplacementText', data: text }),
  );
  field.dispatchEvent(new Event('change', bubbles));
}
