// SPDX-License-Identifier: MIT
/** Where mail data stands inside its line, for a scan that goes on in the next chunk. */
export interface LineState {
  /** The line has no octets yet, has text, or has text and a CR that may begin its end. */
  position: 'start' | 'text' | 'cr';
  /** Octets of the line so far, without the dot added for transparency. */
  lineOctets: number;
  /** Dots added for transparency that were passed over. */
  stuffedDots: number;
}

const nul = 0;
const lf = 10;
const cr = 13;
const dot = 46;

/**
 * How far mail data is exactly what its encoder would make of it: the index of the first octet, from `from` on, that
 * needs a closer look, or the length. That is NUL, a LF without CR, whatever but LF follows a CR, a dot that begins a
 * line and is not followed by another in the same chunk, or the octet that makes a line longer than `maxLineOctets`.
 * `line` is brought up to that octet.
 *
 * Cost is the same for lines of any length: hopping from LF to LF with `indexOf` is faster on long lines, but twenty
 * times slower on empty ones, and whoever sends the mail chooses.
 */
export function scan(octets: Uint8Array, from: number, line: LineState, maxLineOctets: number): number {
  const end = octets.length;
  // The line's beginning as an index; before the chunk for a line that began earlier.
  let start = from - line.lineOctets;
  let index = from;
  let position = line.position;
  while (index < end) {
    if (position === 'start' && octets[index] === dot) {
      if (octets[index + 1] !== dot) break;
      line.stuffedDots += 1;
      start = index + 1;
      index += 2;
      position = 'text';
      continue;
    }
    if (position === 'cr') {
      if (octets[index] !== lf || index - start >= maxLineOctets) break;
      index += 1;
      start = index;
      position = 'start';
      continue;
    }
    const lineEnd = textEnd(octets, index);
    if (lineEnd > index) position = 'text';
    if (lineEnd - start > maxLineOctets) {
      index = start + maxLineOctets;
      break;
    }
    index = lineEnd;
    if (index === end || octets[index] !== cr || index - start >= maxLineOctets) break;
    index += 1;
    position = 'cr';
  }
  line.position = position;
  line.lineOctets = index - start;
  return index;
}

/** The index of the next NUL, LF or CR, or the length. */
function textEnd(octets: Uint8Array, from: number): number {
  for (let index = from; index < octets.length; index += 1) {
    const octet = octets[index];
    if (octet === cr || octet === lf || octet === nul) return index;
  }
  return octets.length;
}
