// SPDX-License-Identifier: MIT
import type { AliasUpdate, AliasView } from '../alias/service.ts';
import { type FieldFaults, parseCount, parseSpan, parseUnit } from './form.ts';
import { readTarget, targetDoubt, type WrittenTarget } from './target-field.ts';
import type { Messages } from './text/en.ts';

/** What the forms of a page that manages an alias do. */
export const manageActions = ['pause', 'resume', 'limits', 'note', 'target'] as const;
export type ManageAction = (typeof manageActions)[number];

/** What of the alias a form changes, or what is wrong with its fields. */
export function updateOf(
  action: ManageAction,
  fields: URLSearchParams,
  { view, text }: { readonly view: AliasView; readonly text: Messages },
): { readonly update: AliasUpdate } | { readonly faults: FieldFaults } {
  switch (action) {
    case 'pause':
      return { update: { state: 'paused' } };
    case 'resume':
      return { update: { state: 'active' } };
    case 'note':
      return { update: { note: (fields.get('note') ?? '').trim() } };
    case 'limits':
      return limitsOf(fields, view, text);
    case 'target':
      return targetOf(readTarget(fields), text);
  }
}

function targetOf(
  written: WrittenTarget,
  text: Messages,
): { readonly update: AliasUpdate } | { readonly faults: FieldFaults } {
  const target = written.target.trim();
  const faults = target === '' ? { target: text.faults.target } : targetDoubt(written, text);
  return Object.keys(faults).length > 0 ? { faults } : { update: { target } };
}

/** Empty fields leave a limit as it is. Messages are counted from now on, as an owner means them. */
function limitsOf(
  fields: URLSearchParams,
  view: AliasView,
  text: Messages,
): { readonly update: AliasUpdate } | { readonly faults: FieldFaults } {
  const [writtenUses = '', writtenTime = ''] = ['uses', 'time'].map((name) => fields.get(name)?.trim());
  const uses = writtenUses === '' ? undefined : parseCount(writtenUses, text);
  const time =
    writtenTime === '' ? undefined : parseSpan(writtenTime, parseUnit(fields.get('timeUnit')), text);
  const faults = {
    ...(typeof uses === 'object' && { uses: uses.fault }),
    ...(typeof time === 'object' && { time: time.fault }),
  };
  if (typeof uses === 'object' || typeof time === 'object') return { faults };
  const spent =
    view.maxUses === null || view.usesLeft === null ? view.delivered : view.maxUses - view.usesLeft;
  return {
    update: {
      ...(uses !== undefined && { maxUses: spent + uses }),
      ...(time !== undefined && { validForMs: time }),
    },
  };
}
