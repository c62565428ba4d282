// SPDX-License-Identifier: MIT
import type { FieldFault } from './fault.ts';

/** What is wrong with a label: it has up to 200 characters on one line. */
export function noteFaults(note: string | undefined): FieldFault[] {
  if (note === undefined) return [];
  // Code points: an emoji is a character or a few, but never two for each.
  if ([...note].length > maxNote) return [{ field: 'note', code: 'noteTooLong', params: { max: maxNote } }];
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(note)) return [{ field: 'note', code: 'noteControl', params: {} }];
  return [];
}

export const maxNote = 200;

/** A text as one line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** A label from a text that a program wrote, such as the address of a page: nobody is there who could shorten it, so that is done here. */
export function noteOf(text: string): string {
  const characters = [...oneLine(text)];
  if (characters.length <= maxNote) return characters.join('');
  return `${characters.slice(0, maxNote - 1).join('')}…`;
}
