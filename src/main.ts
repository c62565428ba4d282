#!/usr/bin/env node
// SPDX-License-Identifier: MIT
/** The program's entry. It imports nothing until it knows that this Node understands the rest. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 24 || (major === 24 && minor >= 19)) {
  const { keepCompiledCode } = await import('./app/compile-cache.ts');
  keepCompiledCode();
  const { begin } = await import('./app/begin.ts');
  process.exitCode = await begin(process.argv.slice(2));
} else {
  process.stderr.write(`mayfly: needs Node 24.19 or later, and this is ${process.version}\n`);
  process.exitCode = 2;
}

export {};
