import type { FieldFault } from './service.ts';

/** What is wrong with a label: it has up to 200 characters on one line. */
export function noteFaults(note: string | undefined): FieldFault[] {
  if (note === undefined) return [];
  if (note.length > 200) return [{ field: 'note', message: 'must have at most 200 characters' }];
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(note))
    return [{ field: 'note', message: 'must not have control characters or line breaks' }];
  return [];
}
