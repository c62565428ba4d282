// SPDX-License-Identifier: MIT
import type messages from '../../static/_locales/en/messages.json';
import type { Alias } from '../mayfly/alias.ts';
import { Refusal } from '../mayfly/refusal.ts';

/** The name of a text in the catalogues under `_locales`. */
export type TextName = keyof typeof messages;

/** A text in the language of the browser, or in English where there is no catalogue. */
export function text(name: TextName, ...values: readonly (string | number)[]): string {
  return chrome.i18n.getMessage(name, values.map(String));
}

/** What a refusal means, and what to do about it. Anything else that was thrown is a fault of ours. */
export function refusalText(error: unknown): string {
  if (!(error instanceof Refusal)) return text('faultOwn');
  return text(`fault_${error.kind}`, error.detail);
}

/** What is left of an alias: messages, then time. */
export function leftText({ state, maxUses, usesLeft, validUntil }: Alias, now: number): string {
  const parts: string[] = [];
  if (state !== 'active') parts.push(text(state === 'paused' ? 'isPaused' : 'isUnconfirmed'));
  if (usesLeft !== null && maxUses !== null) parts.push(text('usesLeft', usesLeft, maxUses));
  if (validUntil !== null) parts.push(text('endsIn', durationText(validUntil - now)));
  return parts.join(' · ');
}

/** As "in 6 days"; rounded down, so that no more is promised than there is. */
function durationText(leftMs: number): string {
  const minutes = Math.max(1, Math.floor(leftMs / 60_000));
  const format = new Intl.RelativeTimeFormat(text('language'), { numeric: 'always' });
  if (minutes < 120) return format.format(minutes, 'minute');
  if (minutes < 48 * 60) return format.format(Math.floor(minutes / 60), 'hour');
  return format.format(Math.floor(minutes / (24 * 60)), 'day');
}
