/** Characters of a label at most. */
const maxCharacters = 200;

/** A text as one line, as labels are. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/**
 * What a client writes about a new alias, as a label. It may hold the whole address of a page: nobody is there who could shorten it,
 * so that is done here.
 */
export function labelOf(text: string): string {
  const characters = [...oneLine(text)];
  if (characters.length <= maxCharacters) return characters.join('');
  return `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
