// SPDX-License-Identifier: MIT
import { settingKeys, settingOf } from './settings.ts';
import { prefix } from './sources.ts';

/** The settings as a table in Markdown for docs/operations.md, or the essential ones for README.md, which is a folder above. */
export function formatSettings(document: 'operations' | 'readme'): string {
  const rows = settingKeys.flatMap((key) => {
    const { doc, default: byDefault, shownDefault, isSecret, isEssential } = settingOf(key);
    if (document === 'readme' && isEssential !== true) return [];
    const shown = shownDefault ?? `\`${byDefault}\``;
    const mark = isSecret ? ' (or `…_FILE`)' : '';
    const row = `| \`${prefix}${key.toUpperCase()}\`${mark} | ${shown} | ${doc} |`;
    return [document === 'readme' ? fromRoot(row) : row];
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

function fromRoot(row: string): string {
  return row.replaceAll('](#', '](docs/operations.md#').replace(/\]\((\w+\.md)/g, '](docs/$1');
}
