import { parse as parseToml, TomlError } from 'smol-toml';

/** What the names of variables begin with. */
export const prefix = 'MAYFLY_';

/** A setting as written, and under which name. */
export interface Given {
  readonly name: string;
  readonly text: string;
}

/**
 * The settings of environment and TOML text by key; the environment wins. In TOML, numbers and lists are read as they
 * would be written in the environment; keys may have the names of variables. Empty variables count as absent.
 */
export function gather(
  env: Readonly<Record<string, string | undefined>>,
  tomlText: string,
): { readonly given: ReadonlyMap<string, Given>; readonly mistakes: readonly string[] } {
  const given = new Map<string, Given>();
  const mistakes: string[] = [];
  const table = parseTable(tomlText);
  if (typeof table === 'string') mistakes.push(table);
  else
    for (const [name, value] of Object.entries(table)) {
      const text = textOf(value);
      if (text === undefined) mistakes.push(`${name}: must be a text, a number or a list of texts`);
      else if (given.has(keyOf(name))) mistakes.push(`${name}: is given twice`);
      else given.set(keyOf(name), { name, text });
    }
  for (const [name, text] of Object.entries(env))
    if (name.startsWith(prefix) && !notSettings.has(name) && text !== undefined && text.trim() !== '')
      given.set(keyOf(name), { name, text });
  return { given, mistakes };
}

/** Variables of the environment that are the command line's and no setting of the service. */
const notSettings = new Set(['MAYFLY_TOKEN']);

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
