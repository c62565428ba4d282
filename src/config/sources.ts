// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { parse as parseToml, TomlError } from 'smol-toml';
import { errorCodeOf } from '../base/error-code.ts';
import { settingKeys, settingOf } from './settings.ts';

/** What the names of variables begin with. */
export const prefix = 'MAYFLY_';

/** A setting as written, under which name, and where. */
interface Source {
  readonly name: string;
  readonly text: string;
  readonly place: 'environment' | 'file';
}

/** What was written for each key, and what of it cannot be used. */
export interface Sources {
  readonly sources: ReadonlyMap<string, Source>;
  readonly mistakes: readonly string[];
}

/** Reads a file that holds a secret setting; throws an error with a `code`. */
export type ReadText = (path: string) => string;

/**
 * The settings of environment and TOML text by key; the environment wins. In TOML, numbers and lists are read as they would be
 * written in the environment; keys may have the names of variables. Empty variables count as absent. A setting that holds a
 * credential may be given as the path of a file, by its name with `_FILE`.
 */
export function readSources(
  env: Readonly<Record<string, string | undefined>>,
  tomlText: string,
  readText: ReadText = (path) => readFileSync(path, 'utf8'),
): Sources {
  const sources = new Map<string, Source>();
  const mistakes: string[] = [];
  const table = parseTable(tomlText);
  if (typeof table === 'string') mistakes.push(table);
  else
    for (const [name, value] of Object.entries(table)) {
      const text = textOf(value);
      if (text === undefined) mistakes.push(`${name}: must be a text, a number or a list of texts`);
      else if (sources.has(keyOf(name))) mistakes.push(`${name}: is given twice`);
      else sources.set(keyOf(name), { name, text, place: 'file' });
    }
  for (const [name, text] of Object.entries(env))
    if (name.startsWith(prefix) && !notSettings.has(name) && text !== undefined && text.trim() !== '')
      sources.set(keyOf(name), { name, text, place: 'environment' });
  mistakes.push(...readSecrets(sources, readText));
  return { sources, mistakes };
}

/** Variables of the environment that are the command line's and no setting of the service. */
const notSettings = new Set(['MAYFLY_TOKEN', 'MAYFLY_KEY']);

/** Puts what the files hold in the place of their paths; gives the mistakes. */
function readSecrets(sources: Map<string, Source>, readText: ReadText): readonly string[] {
  const mistakes: string[] = [];
  for (const key of settingKeys) {
    const file = sources.get(`${key}_file`);
    if (settingOf(key).isSecret !== true || file === undefined) continue;
    sources.delete(`${key}_file`);
    const direct = sources.get(key);
    if (direct?.place === file.place) mistakes.push(`${file.name}: is given together with ${direct.name}`);
    else if (direct?.place === 'environment') continue;
    try {
      sources.set(key, { ...file, text: readText(file.text.trim()) });
    } catch (error) {
      sources.delete(key);
      mistakes.push(`${file.name}: cannot be read (${errorCodeOf(error) ?? 'unknown error'})`);
    }
  }
  return mistakes;
}

/** The library's own message shows the line, and so perhaps a password. */
function parseTable(tomlText: string): Readonly<Record<string, unknown>> | string {
  try {
    return parseToml(tomlText);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return `configuration file: is not TOML at line ${error.line}, column ${error.column}`;
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join(',');
  return undefined;
}

function keyOf(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length).toLowerCase() : name;
}

/** All names that may be written in a file: keys, and `_file` beside those of credentials. */
export function namesOfSettings(): readonly string[] {
  return settingKeys.flatMap((key) => (settingOf(key).isSecret ? [key, `${key}_file`] : [key]));
}
