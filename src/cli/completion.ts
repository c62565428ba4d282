// SPDX-License-Identifier: MIT
import { type Command, Option } from 'commander';

/** A shell that completions can be written for. */
export type Shell = (typeof shells)[number];

/** They are the choices of `mayfly completion`. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** The script that teaches a shell the commands and options of a program. */
export function formatCompletion(shell: Shell, program: Command): string {
  const nodes = nodesBelow(program, []);
  return { bash: formatBash, zsh: formatZsh, fish: formatFish }[shell](program.name(), nodes);
}

/** What may follow a command: further words with what they mean, and options. */
interface Node {
  /** The words that lead here after the name of the program. */
  readonly path: readonly string[];
  readonly words: readonly Entry[];
  readonly options: readonly (Entry & { readonly hasValue: boolean })[];
}

interface Entry {
  readonly word: string;
  readonly meaning: string;
}

function nodesBelow(command: Command, path: readonly string[]): readonly Node[] {
  const words = [
    ...command.commands.map((child) => ({ word: child.name(), meaning: child.description() })),
    ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
      argChoices.map((word) => ({ word, meaning: description })),
    ),
  ];
  const options = [...command.options, new Option('--help', 'display help for command')]
    .filter(({ hidden }) => !hidden)
    .map(({ long, description, required, optional }) => ({
      word: long ?? '',
      meaning: description,
      hasValue: required || optional,
    }));
  const below = command.commands.flatMap((child) => nodesBelow(child, [...path, child.name()]));
  return [{ path, words, options }, ...below];
}

/** Where `mayfly` completes nothing of its own, bash completes the names of files. */
function formatBash(name: string, nodes: readonly Node[]): string {
  const lists = nodes.map(
    ({ path, words, options }) =>
      `    '${path.join(' ')}') words='${[...words, ...options].map(({ word }) => word).join(' ')}' ;;\n`,
  );
  return `# bash completion of ${name}; use: source <(${name} completion bash)
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' word
  COMPREPLY=()
  case "$before" in ${valueOptions(nodes)}) return ;; esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in ${paths(nodes)}) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${lists.join('')}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`;
}

function formatZsh(name: string, nodes: readonly Node[]): string {
  const list = (entries: readonly Entry[]): string =>
    entries.map(({ word, meaning }) => quoted(`${word}:${meaning.replaceAll(':', '\\:')}`)).join(' ');
  const lists = nodes.map(
    ({ path, words, options }) =>
      `    ('${path.join(' ')}') entries=(${list(words)}) flags=(${list(options)}) ;;\n`,
  );
  return `#compdef ${name}
# zsh completion of ${name}; use: source <(${name} completion zsh), or as a file _${name} in a folder of $fpath
_${name}() {
  local line='' word
  local -a entries flags
  case "$words[CURRENT-1]" in (${valueOptions(nodes)}) _files; return ;; esac
  for word in \${words[2,CURRENT-1]}; do
    case "\${line:+$line }$word" in (${paths(nodes)}) line="\${line:+$line }$word" ;; esac
  done
  case "$line" in
${lists.join('')}  esac
  if [[ "$PREFIX" == -* ]]; then _describe -o option flags
  elif (( $#entries )); then _describe command entries
  else _files; fi
}
if [[ "$funcstack[1]" == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function formatFish(name: string, nodes: readonly Node[]): string {
  const lines = nodes.flatMap(({ path, words, options }) => {
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const here = seen.join('; and ');
    const unseen = `not __fish_seen_subcommand_from ${words.map(({ word }) => word).join(' ')}`;
    const first = path.length === 0 ? '__fish_use_subcommand' : `${here}; and ${unseen}`;
    return [
      ...words.map(
        ({ word, meaning }) =>
          `complete -c ${name} -n ${quoted(first)} -f -a ${word} -d ${fishQuoted(meaning)}`,
      ),
      ...options.map(
        ({ word, meaning, hasValue }) =>
          `complete -c ${name} -n ${quoted(here || '__fish_use_subcommand')} -l ${word.slice(2)}${hasValue ? ' -r' : ''} -d ${fishQuoted(meaning)}`,
      ),
    ];
  });
  return `# fish completion of ${name}; use: ${name} completion fish | source\n${lines.join('\n')}\n`;
}

/** A pattern of all ways to a command. */
function paths(nodes: readonly Node[]): string {
  return nodes.flatMap(({ path }) => (path.length === 0 ? [] : [`'${path.join(' ')}'`])).join('|');
}

/** A pattern of all options after which a value stands. */
function valueOptions(nodes: readonly Node[]): string {
  const all = nodes.flatMap(({ options }) => options.filter(({ hasValue }) => hasValue));
  return [...new Set(all.map(({ word }) => word))].join('|');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
