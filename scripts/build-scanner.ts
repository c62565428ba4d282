// SPDX-License-Identifier: MIT
/** Assembles src/smtp/wire/scanner.wat into src/smtp/wire/scanner-module.ts. A test fails when the two differ. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const source = new URL('../src/smtp/wire/scanner.wat', import.meta.url);
const target = new URL('../src/smtp/wire/scanner-module.ts', import.meta.url);

/** The module of the scanner's source, in base64. */
export async function assembleScanner(): Promise<string> {
  const wabt = await loadWabt();
  const module = wabt.parseWat('scanner.wat', readFileSync(source, 'utf8'), { simd: true });
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = (await assembleScanner()).match(/.{1,96}/g) ?? [];
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  writeFileSync(
    target,
    `// SPDX-License-Identifier: MIT\n/** scanner.wat, assembled by scripts/build-scanner.ts; base64. */\nexport const scannerModule =\n${text};\n`,
  );
}
