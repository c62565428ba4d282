// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { FieldFaults } from './form.ts';
import type { Html } from './html.ts';
import type { Messages } from './text/en.ts';

/** One line of text to fill in, with its label, hint and fault. Ids are the names. */
export function textField(field: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly fault?: string | undefined;
  /** Further attributes. */
  readonly attributes?: Html;
}): Html {
  const { name, label, value, hint, fault, attributes = '' } = field;
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}"${stateOf(name, hint, fault)}${attributes}>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
${faultOf(name, fault)}
</div>`;
}

/** Attributes of a field that has a hint or a fault beside it. */
function stateOf(name: string, hint: string | undefined, fault: string | undefined): Html {
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return html`${described && html` aria-describedby="${described}"`}${fault && html` aria-invalid="true"`}`;
}

/** What is wrong with a field, to be read beside it. */
export function faultOf(name: string, fault: string | undefined): Html {
  return fault === undefined ? html`` : html`<p class="fault" id="${name}-fault">${fault}</p>`;
}

/**
 * What is wrong with a form as a whole, each mistake with a link to its field: ids are the names of the fields. It takes the
 * focus when the page comes, with or without script.
 */
export function faultSummary(
  words: string,
  faults: FieldFaults,
  labels: Readonly<Record<string, string>>,
): Html {
  const items = Object.entries(faults).map(
    ([name, fault]) => html`<li><a href="#${name}">${labels[name] ?? name}</a>: ${fault}</li>`,
  );
  return html`<div class="notice bad" id="faults" tabindex="-1" autofocus><p><b>${words}</b></p>
${items.length === 0 ? '' : html`<ul>${items}</ul>`}</div>`;
}

/** A choice shown as a button. */
export function radio(choice: {
  readonly name: string;
  readonly value: string;
  readonly label: Html | string;
  readonly isChecked: boolean;
  /** Further attributes. */
  readonly attributes?: Html;
}): Html {
  const { name, value, label, isChecked, attributes = '' } = choice;
  return html`<label class="chip"><input type="radio" name="${name}" value="${value}"${isChecked ? html` checked` : ''}${attributes}><span>${label}</span></label>`;
}

/** A choice of units for the number beside it. */
export function unitSelect(
  name: string,
  chosen: string,
  units: Readonly<Record<string, string>>,
  label: string,
): Html {
  const options = Object.entries(units).map(
    ([unit, words]) =>
      html`<option value="${unit}"${unit === chosen ? html` selected` : ''}>${words}</option>`,
  );
  return html`<select name="${name}" aria-label="${label}">${options}</select>`;
}

/** A choice of a domain; nothing where there is nothing to choose. */
export function domainSelect(
  domains: readonly string[],
  {
    label,
    chosen,
    fault,
  }: { readonly label: string; readonly chosen: string; readonly fault: string | undefined },
): Html {
  if (domains.length < 2) return html``;
  const options = domains.map(
    (domain) => html`<option value="${domain}"${domain === chosen && html` selected`}>@${domain}</option>`,
  );
  return html`<div class="field"><label for="domain">${label}</label><select id="domain" name="domain" dir="ltr">${options}</select>
${faultOf('domain', fault)}</div>`;
}

/** A span of time to fill in, a number with its unit. */
export function spanField(
  { units, unit: unitLabel }: Messages['make'],
  field: {
    readonly label: string;
    readonly value: string;
    readonly unit: string;
    readonly hint?: string;
    readonly fault: string | undefined;
  },
): Html {
  const { label, value, unit, hint, fault } = field;
  return html`<div class="field"><label for="time">${label}</label>
<span class="other"><input id="time" name="time" value="${value}" inputmode="decimal" maxlength="12" size="6"${stateOf('time', hint, fault)}>
${unitSelect('timeUnit', unit, units, unitLabel)}</span>
${hint ? html`<p class="hint" id="time-hint">${hint}</p>` : ''}
${faultOf('time', fault)}</div>`;
}
