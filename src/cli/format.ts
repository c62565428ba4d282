// SPDX-License-Identifier: MIT
import type { CreatedAlias, ShownAlias } from './api.ts';
import type { SmtpExchange } from './deps.ts';

/** An alias for people, a fact per line. */
export function formatAlias(alias: ShownAlias): string {
  const uses = alias.maxUses === null ? 'unlimited' : `${alias.usesLeft} of ${alias.maxUses} left`;
  return facts([
    ['alias', alias.address],
    ['target', alias.target],
    ['state', alias.state],
    ['uses', `${uses}, ${alias.delivered} delivered`],
    ['from', alias.validFrom],
    ['until', alias.validUntil],
    ['note', alias.note],
  ]);
}

/** The same with what is shown once. */
export function formatCreated(alias: CreatedAlias): string {
  const once = facts([
    ['token', alias.manageToken],
    ['manage', alias.manageUrl],
    ['key', alias.key ?? null],
  ]);
  const waiting =
    alias.state === 'unconfirmed'
      ? 'Senders wait until whoever reads the target agrees to the question that goes there by mail, within a day.\n'
      : '';
  return `${formatAlias(alias)}${once}The token is shown this once; whoever has it manages the alias.\n${waiting}`;
}

/** `RCPT 550 5.1.1 text`. */
export function formatExchange({ command, code, enhanced, text }: SmtpExchange): string {
  return [command.padEnd(4), code, enhanced, text].filter((part) => part !== undefined).join(' ');
}

/** `1 key`, `2 keys`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A duration in its largest unit, rounded down: `3 days`. */
export function formatAge(ms: number): string {
  const [name, unitMs] = units.find(([, unitMs]) => ms >= unitMs) ?? ['second', 1000];
  const count = Math.max(0, Math.floor(ms / unitMs));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A value as one JSON document. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Two columns; facts that are not there are left out. */
export function facts(rows: readonly (readonly [string, string | null])[]): string {
  return rows
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name.padEnd(7)} ${value}\n`)
    .join('');
}
