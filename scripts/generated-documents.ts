// SPDX-License-Identifier: MIT
import type { CliDeps } from '../src/cli/deps.ts';
import { runCli } from '../src/cli/program.ts';
import { formatSettings } from '../src/config/document.ts';

/** A part of a document that is made from the program, between two comments that name it. */
interface GeneratedPart {
  readonly path: string;
  readonly mark: string;
  readonly text: string;
}

/** All parts of documents that are made from the program. */
export async function generatedDocuments(): Promise<readonly GeneratedPart[]> {
  return [
    { path: 'README.md', mark: 'settings', text: formatSettings('readme') },
    { path: 'docs/operations.md', mark: 'settings', text: formatSettings('operations') },
    { path: 'docs/commands.md', mark: 'commands', text: await formatCommands() },
  ];
}

/** The document with the part anew. Throws where its comments are missing. */
export function replaceGenerated(document: string, mark: string, text: string): string {
  const [start, end] = [`<!-- ${mark}: made by npm run docs -->\n`, `\n<!-- end of ${mark} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`no part "${mark}" in the document`);
  return `${document.slice(0, from + start.length)}${text}${document.slice(to)}`;
}

/** What each command says of itself with `--help`. */
async function formatCommands(): Promise<string> {
  const parts: string[] = [];
  for (const words of await commandsBelow([]))
    parts.push(`## mayfly ${words.join(' ')}\n\n\`\`\`text\n${(await helpOf(words)).trim()}\n\`\`\`\n`);
  return parts.join('\n');
}

/** The commands that do something, each as its words. */
async function commandsBelow(words: readonly string[]): Promise<readonly (readonly string[])[]> {
  const listed = (await helpOf(words)).split('\nCommands:\n')[1];
  if (listed === undefined) return [words];
  const found: (readonly string[])[] = [];
  for (const [, name = ''] of listed.matchAll(/^ {2}(\w[\w-]*)/gm))
    if (name !== 'help') found.push(...(await commandsBelow([...words, name])));
  return found;
}

async function helpOf(words: readonly string[]): Promise<string> {
  let text = '';
  const unused = (): never => {
    throw new Error('help needs nothing');
  };
  const deps: CliDeps = {
    version: '',
    env: {},
    out: (more) => {
      text += more;
    },
    err: unused,
    terminal: undefined,
    onInterrupt: unused,
    fetch: unused,
    serve: unused,
    sweep: unused,
    backup: unused,
    restore: unused,
    migrate: unused,
    rotateSecret: unused,
    forgetStore: unused,
    createKey: unused,
    listKeys: unused,
    revokeKey: unused,
    inspectAlias: unused,
    destroyAlias: unused,
    addBlocks: unused,
    removeBlocks: unused,
    listBlocks: unused,
    ask: unused,
    send: unused,
    examine: unused,
    unitSettings: unused,
    examineNames: unused,
    readLog: unused,
    logHashes: unused,
    zone: unused,
    dkimKey: unused,
    setUp: unused,
    startInMemory: unused,
  };
  await runCli(deps, [...words, '--help']);
  return text;
}
