// SPDX-License-Identifier: MIT
/** `atext` of RFC 5322 §3.2.3, and the dot. */
export const dotText = 1;
/** `Let-dig` of RFC 5321 §4.1.2. */
export const letDig = 2;
/** What a label may have: `Let-dig`, the hyphen, and the underscore (see `domainEnd`). */
export const labelText = 4;
/** `qtextSMTP`. */
export const qtext = 8;
/** `dcontent` of an address literal. */
export const dcontent = 16;
/** `esmtp-value`: printable ASCII but `=` and the blank. */
export const esmtpValue = 32;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const table = new Uint8Array(128);
mark(`${letters}${digits}!#$%&'*+-/=?^_\`{|}~.`, dotText);
mark(letters + digits, letDig);
mark(`${letters}${digits}-_`, labelText);
mark(printable(' ', '"\\'), qtext);
mark(printable('!', '[\\]'), dcontent);
mark(printable('!', '='), esmtpValue);

/**
 * Whether the UTF-16 code unit at `index` of `text` is in the class; false past the end and for all non-ASCII. The end is looked
 * for first, since V8 calls a slow `charCodeAt` everywhere once it was asked beyond it.
 */
export function isIn(characterClass: number, text: string, index: number): boolean {
  if (index >= text.length) return false;
  const unit = text.charCodeAt(index);
  return unit < 128 && ((table[unit] ?? 0) & characterClass) !== 0;
}

/** Whether the UTF-16 code unit at `index` is not ASCII. */
export function isNonAscii(text: string, index: number): boolean {
  return index < text.length && text.charCodeAt(index) > 127;
}

/** The index of the first code unit from `from` on that is not in the class, or the length. */
export function endOf(characterClass: number, text: string, from: number): number {
  let index = from;
  while (isIn(characterClass, text, index)) index += 1;
  return index;
}

function mark(characters: string, characterClass: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    table[code] = (table[code] ?? 0) | characterClass;
  }
}

/** Printable ASCII from `first` to `~`, but for the characters in `except`. */
function printable(first: string, except: string): string {
  let characters = '';
  for (let code = first.charCodeAt(0); code < 127; code += 1) {
    const character = String.fromCharCode(code);
    if (!except.includes(character)) characters += character;
  }
  return characters;
}
