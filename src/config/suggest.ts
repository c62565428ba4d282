// SPDX-License-Identifier: MIT
/** The candidate that a misspelled word most likely meant, if any is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.min(4, Math.ceil(word.length / 2));
  for (const candidate of candidates) {
    const edits = editDistance(word, candidate);
    if (edits >= least) continue;
    least = edits;
    nearest = candidate;
  }
  return nearest;
}

/** Levenshtein distance, row by row. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const substituted = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
