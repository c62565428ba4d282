// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mapRefusal } from '../../src/relay/reply-mapping.ts';
import type { Reply } from '../../src/smtp/wire/reply.ts';

const root = new URL('../../', import.meta.url);

/** The refusals of every file that is named as tables of replies are. */
async function refusalsInTables(): Promise<readonly string[]> {
  const files = globSync('src/**/replies.ts', { cwd: root });
  const tables = await Promise.all(files.map((file) => import(new URL(file, root).href)));
  const all = tables.flatMap(({ replies }): Reply[] => Object.values(replies));
  assert.ok(files.length >= 4 && all.length > 70, files.join());
  return all.filter(({ code }) => code >= 400).map(({ wire }) => wire.trim());
}

/** What refusals of a next hop become. */
function mappedRefusals(): readonly string[] {
  const subjects = ['1.1', '2.2', '3.4', '4.1', '4.6', '5.3', '6.1', '6.9', '7.1', '7.26'];
  return Array.from({ length: 200 }, (_, at) => 400 + at).flatMap((code) =>
    subjects.flatMap((subject) =>
      (['envelope', 'message'] as const).map((refused) =>
        mapRefusal({ code, enhanced: `${String(code)[0]}.${subject}`, text: 'x' }, refused).wire.trim(),
      ),
    ),
  );
}

test('every refusal has a row in docs/replies.md, with what it means and what to do, and no row is for another', async () => {
  const text = readFileSync(new URL('docs/replies.md', root), 'utf8');
  const rows = [...text.matchAll(/^\| `([45].*?)` \| (.+) \| (.+) \|$/gm)].map(([, reply]) => reply ?? '');
  const refusals = new Set([...(await refusalsInTables()), ...mappedRefusals()]);
  assert.deepEqual(
    rows.toSorted().filter((row, at, all) => row === all[at - 1]),
    [],
  );
  assert.deepEqual(
    [...refusals].filter((reply) => !rows.includes(reply)),
    [],
  );
  assert.deepEqual(
    rows.filter((row) => !refusals.has(row)),
    [],
  );
});
