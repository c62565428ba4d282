// SPDX-License-Identifier: MIT
/**
 * How the source is put together, beyond what the linter looks at.
 *
 * Cycles: no file imports itself through others, and no folder directly under src/ or extension/src/ does. Imports of types alone count like any
 * other: who reads one of the files has to read them all. A folder and its subfolders are one here, since a store's folder opens
 * the stores in its subfolders.
 *
 * Length: a function has 60 lines at most; what is longer has to be split by concept. Tables, as of settings or texts, are data
 * and no functions, and may have any length.
 *
 * Comments: a file that one names is there, by its path from src/ or from the file, or by its name.
 *
 * Licence: each file of code says it in its first two lines.
 */
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';

const root = join(import.meta.dirname, '..');
const maxFunctionLines = 60;
const entryPoints = ['main.ts', 'worker.ts'];

interface SourceFile {
  /** Relative to the root. */
  readonly path: string;
  /** Of files of ours, relative to the root. */
  readonly imports: readonly string[];
  readonly longFunctions: readonly string[];
  /** Files that comments name and that are not there. */
  readonly namedInVain: readonly string[];
}

const allPaths = globSync(['src/**/*', 'extension/**/*', 'scripts/**/*', 'docs/*', 'test/**/*', '*'], {
  cwd: root,
});
const files = globSync(['src/**/*.ts', 'extension/src/**/*.ts'], { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => examine(path, readFileSync(join(root, path), 'utf8')));

describe('the source', () => {
  it('has no file that imports itself through others', () => {
    assert.deepEqual(cyclesOf(new Map(files.map(({ path, imports }) => [path, new Set(imports)]))), []);
  });

  it('has no folder that imports itself through others', () => {
    const folders = new Map<string, Set<string>>();
    for (const { path, imports } of files)
      for (const imported of imports)
        if (folderOf(imported) !== folderOf(path))
          folders.set(folderOf(path), (folders.get(folderOf(path)) ?? new Set()).add(folderOf(imported)));
    assert.deepEqual(cyclesOf(folders), []);
  });

  it('has no files beside folders but the entry points', () => {
    const entries = readdirSync(join(root, 'src'), { withFileTypes: true });
    assert.deepEqual(
      entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name),
      entryPoints,
    );
  });

  it(`has no function of more than ${maxFunctionLines} lines`, () => {
    assert.deepEqual(
      files.flatMap(({ longFunctions }) => longFunctions),
      [],
    );
  });

  it('has no comment that names a file which is not there', () => {
    assert.deepEqual(
      files.flatMap(({ namedInVain }) => namedInVain),
      [],
    );
  });

  it('says its licence in each file of code', () => {
    const code = globSync('{src,extension,scripts,bench,test}/**/*.{ts,js,css}', {
      cwd: root,
      exclude: ['bench/output'],
    });
    assert.ok(code.length > 900);
    const without = code.filter((path) => {
      const [first = '', second = ''] = readFileSync(join(root, path), 'utf8').split('\n', 2);
      return !`${first}${second}`.includes('SPDX-License-Identifier: MIT');
    });
    assert.deepEqual(without, []);
  });

  it('calls the maximum of something max', () => {
    const others = files.filter(({ path }) =>
      /\b(?:const|let|readonly) most[A-Z]/.test(readFileSync(join(root, path), 'utf8')),
    );
    assert.deepEqual(
      others.map(({ path }) => path),
      [],
    );
  });

  it('has an allow list of imports for each folder but app/, which puts the others together', () => {
    const { overrides }: { readonly overrides: readonly { readonly includes: readonly string[] }[] } =
      JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    const listed = new Set(overrides.map(({ includes }) => includes[0]));
    const folders = new Set(files.map(({ path }) => dirname(path)));
    const without = [...folders].filter((folder) => !listed.has(`${folder}/**/*.ts`));
    assert.deepEqual(without.sort(), ['extension/src', 'src', 'src/app']);
  });
});

describe('what looks at the source', () => {
  const lines = (count: number): string => 'work();\n'.repeat(count);

  it('finds each kind of import', () => {
    const text = `import a from './a.ts'; import type { B } from '../b.ts'; export * from './c/c.ts';
      const d = import('./d.ts'); import 'node:fs';`;
    assert.deepEqual(examine('src/x/x.ts', text).imports.toSorted(), [
      'src/b.ts',
      'src/x/a.ts',
      'src/x/c/c.ts',
      'src/x/d.ts',
    ]);
  });

  it('finds long functions, methods and arrow functions', () => {
    for (const head of ['function long() {', 'class A { long() {', 'const long = () => {']) {
      const tail = head.startsWith('class') ? '}}' : '}';
      assert.equal(examine('x.ts', `${head}\n${lines(59)}${tail}`).longFunctions.length, 1, head);
      assert.equal(examine('x.ts', `${head}\n${lines(58)}${tail}`).longFunctions.length, 0, head);
    }
  });

  it('finds a file that is not there', () => {
    const text = '/** See `alias.ts`, `store/record.ts`, `gone.ts` and `alias/gone.ts`. */';
    assert.deepEqual(examine('x.ts', text).namedInVain, ['x.ts names gone.ts', 'x.ts names alias/gone.ts']);
  });

  it('finds a cycle, and none where two ways lead to one file', () => {
    const graph = (edges: readonly string[]): Map<string, Set<string>> =>
      new Map(edges.map(([from = '', ...to]) => [from, new Set(to)]));
    assert.deepEqual(cyclesOf(graph(['abc', 'bd', 'cd'])), []);
    assert.deepEqual(cyclesOf(graph(['ab', 'bc', 'cb'])), [['b', 'c', 'b']]);
  });
});

function examine(path: string, text: string): SourceFile {
  const { program, errors, comments } = parseSync(path, text);
  assert.deepEqual(errors, [], path);
  const imports = new Set<string>();
  const longFunctions: string[] = [];
  const addImport = (source: string): void => {
    if (source.startsWith('.')) imports.add(join(dirname(path), source));
  };
  const measure = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const lines = text.slice(start, end).split('\n').length;
    const at = text.slice(0, start).split('\n').length;
    if (lines > maxFunctionLines) longFunctions.push(`${path}:${at} has ${lines} lines`);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => addImport(source.value),
    ExportAllDeclaration: ({ source }) => addImport(source.value),
    ExportNamedDeclaration: ({ source }) => addImport(source?.value ?? ''),
    ImportExpression: ({ source }) =>
      addImport(source.type === 'Literal' && typeof source.value === 'string' ? source.value : ''),
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program);
  const namedInVain = comments
    .flatMap(({ value }) => [...value.matchAll(/`([\w./-]+\.(?:ts|md|wat))`/g)].map(([, name = '']) => name))
    .filter((name) => !allPaths.some((known) => known === name || known.endsWith(`/${name}`)))
    .map((name) => `${path} names ${name}`);
  return { path, imports: [...imports], longFunctions, namedInVain };
}

/** The folder under src/ or extension/src/, or the file where there is none. */
function folderOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('extension/') ? 3 : 2)
    .join('/');
}

/** Of each cycle that a walk along all edges runs into, the nodes from the first to its return. */
function cyclesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const isDone = new Set<string>();
  const walk = (node: string, way: readonly string[]): void => {
    if (way.includes(node)) cycles.push([...way.slice(way.indexOf(node)), node]);
    if (way.includes(node) || isDone.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...way, node]);
    isDone.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return cycles;
}
