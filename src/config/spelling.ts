// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { isSettingKey } from './settings.ts';
import { prefix, readSources } from './sources.ts';

/** Rewrites a text that names variables of settings. */
export type Spelling = (text: string) => string;

/**
 * Names settings as whoever configured this names them: by the key as it stands in the TOML file at `path`, or as it would stand
 * there; by variable where the environment gives the setting or there is no file. `MAYFLY_WORKERS=2` becomes `workers = 2`.
 */
export async function spellingOf(
  env: Readonly<Record<string, string | undefined>>,
  path: string | undefined,
): Promise<Spelling> {
  return path === undefined ? (text) => text : spellingIn(env, await readFile(path, 'utf8'));
}

/** As `spellingOf`, for a TOML file with this text. */
export function spellingIn(env: Readonly<Record<string, string | undefined>>, toml: string): Spelling {
  const { sources } = readSources(env, toml);
  return (text) =>
    text.replaceAll(named, (variable: string, name: string, value: string | undefined) => {
      const key = name.toLowerCase();
      const source = sources.get(key);
      if (!isSettingKey(key) || source?.place === 'environment') return variable;
      const spelled = source?.name.toLowerCase() === `${key}_file` ? key : (source?.name ?? key);
      if (value === undefined) return spelled;
      return `${spelled} = ${/^\d+$/.test(value) ? value : `"${value}"`}`;
    });
}

/** A variable, perhaps with a value, which ends before a comma or a blank. */
const named = new RegExp(`\\b${prefix}([A-Z_]*[A-Z])(?:=([^\\s,]+))?`, 'g');
