// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from '../test/support/program/program.ts';
import { zip } from './zip.ts';

const files = [
  { name: 'b/ä.txt', content: Buffer.from('second') },
  { name: 'a.txt', content: Buffer.from('') },
];

it('an archive is the same whatever the order of its files, and others can read it', (t) => {
  const octets = zip(files);
  assert.deepEqual(octets, zip(files.toReversed()));
  const file = join(temporaryFolder(t), 'a.zip');
  writeFileSync(file, octets);
  const read = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for entry in archive.infolist(): print(entry.filename, entry.date_time[:3], archive.read(entry).decode())`;
  assert.deepEqual(execFileSync('python3', ['-c', read, file], { encoding: 'utf8' }).split('\n'), [
    'a.txt (1980, 1, 1) ',
    'b/ä.txt (1980, 1, 1) second',
    '',
  ]);
});
