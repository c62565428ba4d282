// SPDX-License-Identifier: MIT
import { domainFaults, targetOf } from './creation.ts';
import type { AliasDeps } from './deps.ts';
import type { FieldFault } from './fault.ts';
import type { KeyAliasRequest, KeyPreset, KeyRequest, KeyUpdate } from './key-service.ts';
import { noteFaults } from './note.ts';
import { newPolicy } from './policy.ts';

/** What is sealed of a key. */
export interface KeyContent {
  readonly target: string;
  readonly label: string;
  readonly preset: KeyPreset;
}

type Judged = { readonly content: KeyContent } | { readonly faults: readonly FieldFault[] };

/** The content of a new key, or what is wrong with it. */
export function contentOf(deps: AliasDeps, { target, label, ...preset }: KeyRequest): Judged {
  const parsed = targetOf(deps, target);
  const faults = [
    ...('fault' in parsed ? [{ field: 'target', ...parsed.fault }] : []),
    ...presetFaults(deps, preset),
    ...labelFaults(label),
  ];
  if (faults.length > 0 || 'fault' in parsed) return { faults };
  return { content: { target: parsed.mailbox, label: label ?? '', preset } };
}

/** The content after a change. */
export function changedContent(
  deps: AliasDeps,
  content: KeyContent,
  { label, ...fields }: KeyUpdate,
): Judged {
  const merged = Object.entries({ ...content.preset, ...fields }).filter(([, value]) => value !== null);
  const preset: KeyPreset = Object.fromEntries(merged);
  const faults = [...presetFaults(deps, preset), ...labelFaults(label)];
  return faults.length > 0 ? { faults } : { content: { ...content, label: label ?? content.label, preset } };
}

/** The request with what the preset says where it says nothing. An end that was asked for takes the place of the preset's. */
export function filled(preset: KeyPreset, request: KeyAliasRequest): KeyAliasRequest {
  const { validForMs, startsAt, ...others } = preset;
  const asksForEnd = request.validUntil !== undefined || request.validForMs !== undefined;
  const end = {
    ...(validForMs !== undefined && { validForMs }),
    ...(startsAt !== undefined && { startsAt }),
  };
  return { ...others, ...(asksForEnd ? {} : end), ...request };
}

/** A preset need not have a limit, but those that it has must be possible. */
function presetFaults(deps: AliasDeps, preset: KeyPreset): FieldFault[] {
  const limits = newPolicy({ maxUses: 1, ...preset, target: '' }, deps.caps, deps.now());
  return [
    ...('faults' in limits ? limits.faults : []),
    ...domainFaults(deps.domains, preset.domain),
    ...noteFaults(preset.note),
  ];
}

function labelFaults(label: string | undefined): FieldFault[] {
  return noteFaults(label).map((fault) => ({ ...fault, field: 'label' }));
}
