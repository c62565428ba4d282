// SPDX-License-Identifier: MIT
/** The field for the address that mail goes on to, with its question where that looks like a slip. */
import { html } from 'hono/html';
import { textField } from './field.ts';
import type { FieldFaults } from './form.ts';
import type { Html } from './html.ts';
import { likelyMeant } from './near-miss.ts';
import type { Messages } from './text/en.ts';

/** What such a field holds, as it was written. */
export interface WrittenTarget {
  readonly target: string;
  /** A target that was asked about and is right as it is. */
  readonly asIs: string;
}

/** Reads it from a form. The button of the guess counts for what it was a guess about. */
export function readTarget(fields: URLSearchParams): WrittenTarget {
  const [target, asIs, meant] = ['target', 'asIs', 'meant'].map((name) => fields.get(name) ?? '');
  return { target: (target?.trim() === asIs && meant) || (target ?? ''), asIs: asIs ?? '' };
}

/** A target that looks like a slip is asked about, once. */
export function targetDoubt({ target, asIs }: WrittenTarget, text: Messages): FieldFaults {
  const meant = target.trim() === asIs ? undefined : likelyMeant(target.trim());
  return meant === undefined ? {} : { target: text.make.didYouMean(meant) };
}

/** The field as it was filled in; `asIs` says what to do when a guess is wrong. */
export function targetField(
  { make }: Messages,
  field: {
    readonly label: string;
    readonly hint: string;
    readonly value: string;
    readonly fault: string | undefined;
    readonly asIs: (written: Html) => Html;
  },
): Html {
  const { label, hint, value, fault, asIs } = field;
  const written = value.trim();
  const meant = fault === undefined ? undefined : likelyMeant(written);
  const isDoubt = meant !== undefined && fault === make.didYouMean(meant);
  // Enter in a field presses the first button, which must not be that of the guess.
  return html`${isDoubt ? html`<button class="unseen" tabindex="-1" aria-hidden="true"></button>` : ''}
${textField({
  name: 'target',
  label,
  value,
  hint,
  fault,
  attributes: html` type="email" dir="ltr" autocomplete="email" required placeholder="you@example.org" maxlength="254"`,
})}
${isDoubt ? html`<p class="actions"><button class="quiet" name="meant" value="${meant}">${make.useMeant(meant)}</button></p><p class="hint">${asIs(html`<b dir="auto">${written}</b>`)}</p><input type="hidden" name="asIs" value="${written}">` : ''}`;
}
