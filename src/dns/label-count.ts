// SPDX-License-Identifier: MIT
/** Where names stand in the data of a record, by type: how far in, and how many (RFC 1035 §3.3, RFC 2782, RFC 4034, RFC 6672, RFC 9460). */
const namesIn: ReadonlyMap<number, { readonly at: number; readonly count: number }> = new Map([
  [2, { at: 0, count: 1 }],
  [5, { at: 0, count: 1 }],
  [6, { at: 0, count: 2 }],
  [12, { at: 0, count: 1 }],
  [15, { at: 2, count: 1 }],
  [17, { at: 0, count: 2 }],
  [33, { at: 6, count: 1 }],
  [39, { at: 0, count: 1 }],
  [46, { at: 18, count: 1 }],
  [47, { at: 0, count: 1 }],
  [64, { at: 2, count: 1 }],
  [65, { at: 2, count: 1 }],
]);

/**
 * How many labels the names of a DNS message come to once their pointers are followed, which is what reading it costs: a pointer of two
 * octets stands for up to 127 of them. Counts no further than `max`; where the message makes no sense, what was counted until there.
 */
export function countLabels(octets: Buffer, max: number): number {
  let at = 12;
  let labels = 0;
  const readName = (): void => {
    const name = walkName(octets, at, max - labels);
    labels += name.labels;
    at = name.end;
  };
  for (let left = octets.readUInt16BE(4); left > 0 && labels < max && at < octets.length; left -= 1) {
    readName();
    at += 4;
  }
  const records = octets.readUInt16BE(6) + octets.readUInt16BE(8) + octets.readUInt16BE(10);
  for (let left = records; left > 0 && labels < max; left -= 1) {
    readName();
    if (at + 10 > octets.length) break;
    const names = namesIn.get(octets.readUInt16BE(at));
    const data = at + 10;
    const end = data + octets.readUInt16BE(at + 8);
    at = data + (names?.at ?? 0);
    for (let name = 0; name < (names?.count ?? 0); name += 1) readName();
    at = end;
  }
  return labels;
}

function walkName(
  octets: Buffer,
  from: number,
  max: number,
): { readonly end: number; readonly labels: number } {
  let at = from;
  let end: number | undefined;
  let labels = 0;
  // A pointer counts too, so that those that lead in a circle come to an end.
  for (let length = octets[at] ?? 0; length > 0 && labels < max; length = octets[at] ?? 0) {
    labels += 1;
    if (length < 0xc0) {
      at += length + 1;
      continue;
    }
    end ??= at + 2;
    at = ((length & 0x3f) << 8) + (octets[at + 1] ?? 0);
  }
  return { end: end ?? at + 1, labels };
}
