// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { generatedDocuments, replaceGenerated } from '../../scripts/generated-documents.ts';
import { loadConfig } from '../../src/config/config.ts';
import { languages } from '../../src/web/language.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('what documents take from the program', () => {
  it('is as the program has it: run `npm run docs`', async () => {
    for (const { path, mark, text } of await generatedDocuments())
      assert.equal(textOf(path), replaceGenerated(textOf(path), mark, text), `${path}, ${mark}`);
  });

  it('names every setting of the design, which keep their names', () => {
    const named =
      `DOMAINS HOSTNAME HTTP_LISTEN SMTP_LISTEN PUBLIC_URL NEXT_HOP STORE SECRET_FILE MAX_MESSAGE_SIZE WORKERS MAX_USES
      MAX_DAYS RATE_LIMIT POSTMASTER SMTP_COMMAND_TIMEOUT SMTP_CONNECTIONS SMTP_CONNECTIONS_PER_CLIENT SMTP_ERRORS_PER_CLIENT
      LOG_LEVEL TLS_CERT TLS_KEY PROXY_PEERS TRUST_PROXY DNSBL`.split(/\s+/);
    for (const name of named)
      assert.match(textOf('docs/operations.md'), new RegExp(`^\\| \`MAYFLY_${name}\``, 'm'));
  });
});

describe('README.md', () => {
  it('names every language of the website', () => {
    const nameOf = new Intl.DisplayNames('en', { type: 'language' });
    const [row = ''] = /^\| languages \|.*$/m.exec(textOf('README.md')) ?? [];
    for (const language of Object.keys(languages))
      assert.ok(row.includes(nameOf.of(language) ?? '?'), language);
  });
});

describe('the settings of a public host', () => {
  const text = textOf('docs/public-host.md');

  it('are taken as they stand there, and bound what strangers can do', () => {
    const [, toml = ''] = /```toml\n(.*?)```/s.exec(text) ?? [];
    const config = loadConfig({}, toml);
    assert.deepEqual([config.confirm, config.challenge, config.reports], ['on', 'proof-of-work', 'vouched']);
    assert.ok((config.targetRate?.points ?? 0) > (config.caps.maxUses ?? Number.POSITIVE_INFINITY));
  });

  it('and its commands are ones that there are', () => {
    const commands = textOf('docs/commands.md');
    for (const [, command = ''] of text.matchAll(/`mayfly ([a-z]+(?: (?:add|list|remove))?)/g))
      assert.match(commands, new RegExp(`^## mayfly ${command}$`, 'm'));
  });
});

describe('the version', () => {
  const { version }: { readonly version: string } = JSON.parse(textOf('package.json'));

  it('is the first heading of CHANGELOG.md, or follows what is unreleased', () => {
    const headings = [...textOf('CHANGELOG.md').matchAll(/^## (\S+)/gm)].map(([, heading]) => heading);
    assert.equal(
      headings.find((heading) => heading !== 'Unreleased'),
      version,
    );
  });

  it('is that of the lock file, and of the files that documents name', () => {
    const lock: {
      readonly version: string;
      readonly packages: { readonly '': { readonly version: string } };
    } = JSON.parse(textOf('package-lock.json'));
    assert.deepEqual([lock.version, lock.packages[''].version], [version, version]);
    for (const [, named] of textOf('docs/operations.md').matchAll(/\bmayfly-(\d+\.\d+\.\d+)\.tgz/g))
      assert.equal(named, version);
  });
});

describe('the files that documents name', () => {
  const documents = [
    'ARCHITECTURE.md',
    'README.md',
    'CODE_OF_CONDUCT.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...readdirSync(join(root, 'docs'))
      .filter((it) => it.endsWith('.md'))
      .map((it) => `docs/${it}`),
  ];

  for (const document of documents)
    it(`exist, in the links of ${document}`, () => {
      for (const [, link = ''] of textOf(document).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g))
        assert.ok(existsSync(join(root, dirname(document), link)), link);
    });

  it('are all in the index of docs/', () => {
    const index = textOf('docs/README.md');
    for (const document of readdirSync(join(root, 'docs')).filter((it) => /\.(?:md|yml|json)$/.test(it)))
      assert.ok(document === 'README.md' || index.includes(`](${document})`), document);
  });

  it('exist, in the page on how to add something', () => {
    for (const [, path = ''] of textOf('docs/how-to-add.md').matchAll(
      /`((?:src|test|docs|scripts|extension)\/[\w./-]+)`/g,
    ))
      assert.ok(existsSync(join(root, path)), path);
  });
});

describe('the arrows', () => {
  it('are all used, but those to base/, which every folder may use', () => {
    for (const [folder, allowed] of arrowsOfBiome())
      for (const arrow of allowed)
        assert.ok(arrow === 'base' || isUsed(folder, arrow), `${folder} imports nothing of ${arrow}`);
  });

  it('are the same in ARCHITECTURE.md and in biome.json', () => {
    const inDocument = new Map<string, readonly string[]>();
    for (const [, folder = '', allowed = ''] of textOf('ARCHITECTURE.md').matchAll(
      /^\| `([\w/]+)` \| .* \| ([^|]*) \|$/gm,
    ))
      inDocument.set(folder, [...allowed.matchAll(/`([\w/.]+)`/g)].map(([, name = '']) => name).sort());
    inDocument.delete('app');
    assert.deepEqual(inDocument, arrowsOfBiome());
  });
});

/** Whether a file of the folder imports one of the other, or that one where it is a file. */
function isUsed(folder: string, other: string): boolean {
  const within = join(root, 'src', folder);
  return globSync('**/*.ts', { cwd: within })
    .filter((path) => !path.endsWith('.test.ts'))
    .some((path) =>
      [...readFileSync(join(within, path), 'utf8').matchAll(/\b(?:from|import)\b[ (]'(\.[^']+)'/g)].some(
        ([, imported = '']) => `${join(folder, dirname(path), imported)}/`.startsWith(`${other}/`),
      ),
    );
}

/** The allow lists: a first pattern that forbids all, and those that lift it, relative to the folder. */
function arrowsOfBiome(): ReadonlyMap<string, readonly string[]> {
  const { overrides }: { readonly overrides: readonly Override[] } = JSON.parse(textOf('biome.json'));
  const arrows = new Map<string, readonly string[]>();
  for (const { includes, linter } of overrides) {
    const group = linter?.rules?.style?.noRestrictedImports?.options?.patterns?.[0]?.group;
    const folder = /^src\/(.+)\/\*\*\/\*\.ts$/.exec(includes[0] ?? '')?.[1];
    if (group === undefined || folder === undefined) continue;
    const allowed = group
      .slice(1)
      .map((pattern) => join(folder, pattern.slice(1)).replace(/\/\*\*$/, ''))
      .filter((path) => !path.endsWith('*'));
    arrows.set(folder, [...new Set(allowed)].sort());
  }
  return arrows;
}

interface Override {
  readonly includes: readonly string[];
  readonly linter?: {
    readonly rules?: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options?: { readonly patterns?: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}
