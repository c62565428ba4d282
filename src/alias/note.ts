import type { FieldFault } from './fault.ts';

/** What is wrong with a label: it has up to 200 characters on one line. */
export function noteFaults(note: string | undefined): FieldFault[] {
  if (note === undefined) return [];
  // Code points: an emoji is a character or a few, but never two for each.
  if ([...note].length > maxNote) return [{ field: 'note', code: 'noteTooLong', params: { max: maxNote } }];
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(note)) return [{ field: 'note', code: 'noteControl', params: {} }];
  return [];
}

const maxNote = 200;
