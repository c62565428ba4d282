// SPDX-License-Identifier: MIT
/** Finds in the log what became of a message, a session, a recipient or a domain. Pure. */

/** A line of the log, as far as it is read here. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Fields by which a line is found. Those that are hashes hold what `mayfly trace` makes of an address or a domain. */
const idFields = ['messageId', 'nextHopId', 'session', 'recipient', 'domain'] as const;

/** Gives the lines anew each time: it is read twice, since a session may have said something before the message that is looked for. */
export type ReadLines = () => AsyncIterable<string>;

/** The lines that have one of the ids, and all others of the same sessions, in their order. */
export async function traceLines(read: ReadLines, ids: readonly string[]): Promise<readonly LogLine[]> {
  const wanted = new Set(ids);
  const sessions = new Set<string>();
  const isWanted = (line: LogLine): boolean => idFields.some((field) => wanted.has(String(line[field])));
  for await (const line of parsed(read(), [...wanted]))
    if (isWanted(line) && typeof line.session === 'string') sessions.add(line.session);
  const found: LogLine[] = [];
  for await (const line of parsed(read(), [...wanted, ...sessions]))
    if (isWanted(line) || (typeof line.session === 'string' && sessions.has(line.session))) found.push(line);
  return found;
}

/** The lines that hold one of the texts somewhere: most hold none, and are not parsed. */
async function* parsed(lines: AsyncIterable<string>, texts: readonly string[]): AsyncGenerator<LogLine> {
  for await (const line of lines) {
    if (!texts.some((text) => line.includes(text))) continue;
    const value = parseLine(line);
    if (value !== undefined) yield value;
  }
}

/** Other programs may have written to the same place. */
function parseLine(line: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A line for people. */
export function formatTrace(line: LogLine): string {
  const { level: _level, time, msg, ...rest } = line;
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return `${String(time)}  ${String(msg)}${fields.length === 0 ? '' : `: ${fields.join(' ')}`}\n`;
}
