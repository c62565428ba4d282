// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { KeyView } from '../alias/key-service.ts';
import { domainSelect, faultOf, faultSummary, radio, textField, unitSelect } from './field.ts';
import type { FieldFaults } from './form.ts';
import type { Html } from './html.ts';
import { type MakeForm, timePresets, usesPresets } from './make-form.ts';
import { mayfly } from './mayfly.ts';
import type { Page } from './page.ts';
import { makingProofField, proofAttribute } from './proof-field.ts';
import { targetField } from './target-field.ts';
import { formatSpan } from './time.ts';
import type { Visit } from './visit.ts';

/** The form that makes an alias as it was sent, and what came of it. */
export interface Making {
  readonly form: MakeForm;
  readonly faults?: FieldFaults;
  /** Why nothing was made though the form is right. */
  readonly failure?: string | undefined;
  /** The key that the form shows, where it is one. */
  readonly key?: KeyView | undefined;
}

/** The first page: makes an alias. */
export function makePage(visit: Visit, { form, faults = {}, failure, key }: Making): Page {
  const { text } = visit;
  const isFaulty = Object.keys(faults).length > 0;
  const notice = failure ?? (isFaulty ? text.make.faults : undefined);
  const body = html`<div class="hero">
<div>
<h1>${text.make.title}</h1>
<p class="lead">${text.make.lead}</p>
</div>
${mayfly('large')}
</div>
<form class="card make" id="make" data-goes-to="${text.make.goesTo}" data-elsewhere="${text.make.elsewhere}" method="post" action="${visit.href('new')}" novalidate${proofAttribute(visit, failure)}>
${notice === undefined ? '' : faultSummary(notice, faults, labelsOf(visit))}
${key === undefined ? whither(visit, form, faults) : html`<input type="hidden" name="key" value="${form.key}"><p>${text.make.goesTo} <b dir="auto">${key.target}</b></p>`}
${usesChoice(visit, form, faults.uses)}
${timeChoice(visit, form, faults.time)}
${further(visit, form, faults)}
${remembering(visit)}
${makingProofField(visit)}
<button class="main" type="submit"><b>${text.make.submit}</b>
<small id="promise" data-both="${text.make.promiseBoth}" data-messages="${JSON.stringify(text.make.messageForms)}">${text.make.promise}</small></button>
</form>
<ul class="facts">
${text.make.facts.map(([title, words]) => html`<li><h2>${title}</h2><p>${words}</p></li>`)}
</ul>`;
  return {
    title: text.tagline,
    body,
    entry: 'make',
    hasForm: true,
    isFaulty: notice !== undefined,
    status: isFaulty ? 422 : 200,
  };
}

/**
 * Where the mail shall go: an address, or a key, which has one. The script offers the keys that this browser remembers.
 */
function whither({ site, text }: Visit, form: MakeForm, faults: FieldFaults): Html {
  if (site.keysOnly)
    return html`${textField({
      name: 'key',
      label: text.make.key,
      value: form.key,
      hint: text.make.keyHint,
      fault: faults.key,
      attributes: html` required dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="200"`,
    })}`;
  const { target: label, targetHint: hint, asIs } = text.make;
  return html`${targetField(text, { label, hint, asIs, value: form.target, fault: faults.target })}
${faultOf('key', faults.key)}`;
}

/** Whether the browser keeps what comes of it; only the script can. */
function remembering({ text }: Visit): Html {
  return html`<p data-script hidden><label><input type="checkbox" id="remember" checked> ${text.make.remember}</label></p>
<p class="hint" data-script hidden>${text.make.rememberHint}</p>`;
}

function labelsOf({ text: { make } }: Visit): Record<string, string> {
  const { key, target, uses, time, note, ownName: name, domain } = make;
  return { key, target, uses, time, note, name, domain };
}

function usesChoice({ site, text }: Visit, form: MakeForm, fault: string | undefined): Html {
  const { maxUses } = site.caps;
  const choice = (value: string, label: string, uses: number | null): Html =>
    radio({
      name: 'uses',
      value,
      label,
      isChecked: form.uses === value,
      attributes: html`${form.uses === value && value !== 'other' && html` id="uses"`}${uses !== null && html` data-uses="${uses}"`}`,
    });
  const invalid = fault && html` aria-invalid="true"`;
  return html`<fieldset${fault && html` aria-describedby="uses-fault"`}>
<legend>${text.make.uses}</legend>
<div class="chips">
${usesPresets(site.caps).map((uses) => choice(`${uses}`, text.messages(uses), uses))}
${choice('max', text.make.anyUses(maxUses), maxUses)}
${choice('other', text.make.other, null)}
<span class="other"><input${form.uses === 'other' && html` id="uses"`} name="usesOther" value="${form.usesOther}" inputmode="numeric" maxlength="12" size="6"${invalid} aria-label="${text.make.otherUses}"></span>
</div>
${faultOf('uses', fault)}
</fieldset>`;
}

function timeChoice({ site, text }: Visit, form: MakeForm, fault: string | undefined): Html {
  const { maxDays } = site.caps;
  const choice = (value: string, label: string, ms: number | null): Html =>
    radio({
      name: 'time',
      value,
      label,
      isChecked: form.time === value,
      attributes: html`${form.time === value && value !== 'other' && html` id="time"`}${ms !== null && html` data-ms="${ms}"`}`,
    });
  const invalid = fault && html` aria-invalid="true"`;
  return html`<fieldset${fault && html` aria-describedby="time-fault"`}>
<legend>${text.make.time}</legend>
<div class="chips">
${timePresets(site.caps).map(({ name, ms }) => choice(name, formatSpan(ms, text), ms))}
${choice('max', text.make.anyTime(maxDays), maxDays === null ? null : maxDays * 86_400_000)}
${choice('other', text.make.other, null)}
<span class="other"><input${form.time === 'other' && html` id="time"`} name="timeOther" value="${form.timeOther}" inputmode="decimal" maxlength="12" size="6"${invalid} aria-label="${text.make.otherTime}">
${unitSelect('timeUnit', form.timeUnit, text.make.units, text.make.unit)}</span>
</div>
${faultOf('time', fault)}
</fieldset>`;
}

function further({ site, text }: Visit, form: MakeForm, faults: FieldFaults): Html {
  const isOpen =
    form.note !== '' ||
    form.style !== 'random' ||
    (form.domain !== '' && form.domain !== site.domains[0]) ||
    ['note', 'name', 'domain'].some((name) => name in faults);
  const style = (value: MakeForm['style'], label: string, hint?: string): Html =>
    radio({
      name: 'style',
      value,
      label: hint === undefined ? label : html`${label} <small>${hint}</small>`,
      isChecked: form.style === value,
    });
  return html`<details${isOpen ? html` open` : ''}>
<summary>${text.make.more}</summary>
${textField({
  name: 'note',
  label: text.make.note,
  value: form.note,
  hint: text.make.noteHint,
  fault: faults.note,
  attributes: html` maxlength="400" autocomplete="off" dir="auto"`,
})}
<fieldset>
<legend>${text.make.style}</legend>
<div class="chips">
${style('random', text.make.random, text.make.randomHint)}
${style('words', text.make.words, text.make.wordsHint)}
${style('own', text.make.own)}
</div>
</fieldset>
${textField({
  name: 'name',
  label: text.make.ownName,
  value: form.name,
  fault: faults.name,
  attributes: html` maxlength="64" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false"`,
})}
${domainSelect(site.domains, { label: text.make.domain, chosen: form.domain, fault: faults.domain })}
</details>`;
}
