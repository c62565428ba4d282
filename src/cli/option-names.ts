// SPDX-License-Identifier: MIT
import type { Mistake } from './deps.ts';

/**
 * A mistake in the words of the command line: options in place of the fields that they fill, except for the field that is an argument of the
 * command.
 */
export function formatMistake({ field, message, code }: Mistake, argument?: string): string {
  if (code === 'limitRequired')
    return 'give at least one of --max-uses, --days, --valid-for, --valid-until, --idle-for';
  const words = message.replaceAll(fieldNames, (name) => optionOf(name));
  return `${field === argument || field === 'body' ? field : optionOf(field)} ${words}`;
}

/** Options are named as the fields are: `maxUses` is `--max-uses`. */
function optionOf(field: string): string {
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Fields whose names are no words of a sentence. */
const fieldNames = /\b(?:maxUses|validFrom|validUntil|validFor|idleFor|startsAt)\b/g;
