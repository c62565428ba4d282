// SPDX-License-Identifier: MIT
/** A line of a table: figures by their names. */
export type Row = Readonly<Record<string, string | number>>;

/** Lines below each other, in Markdown. */
export function formatTable(title: string, rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `\n${title}\n`,
    line(names),
    line(names.map(() => '---')),
    ...rows.map((row) => line(names.map((name) => brief(row[name] ?? '')))),
    '',
  ].join('\n');
}

/** Adds up one figure of all. */
export function sum<Name extends string>(all: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return all.reduce((total, one) => total + one[name], 0);
}

function brief(value: string | number): string {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) || Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
