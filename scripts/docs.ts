// SPDX-License-Identifier: MIT
/** Writes what documents take from the program: the tables of settings and the reference of commands. `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { generatedDocuments, replaceGenerated } from './generated-documents.ts';

for (const { path, mark, text } of await generatedDocuments())
  writeFileSync(path, replaceGenerated(readFileSync(path, 'utf8'), mark, text));
