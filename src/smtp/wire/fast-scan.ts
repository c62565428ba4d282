// SPDX-License-Identifier: MIT
import { type LineState, scan } from './scan.ts';
import { scannerModule } from './scanner-module.ts';

/** The part of WebAssembly used here; TypeScript knows it only among the types of browsers. */
declare const WebAssembly: {
  readonly Module: new (octets: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What scanner.wat exports; its state is that of a `LineState`, in globals. */
interface Scanner {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly afterCr: { value: bigint };
  readonly afterLf: { value: bigint };
  readonly lineOctets: { value: number };
  readonly stuffedDots: { value: number };
  scan(at: number, end: number, maxLineOctets: number): number;
}

/** The same promise as `scan`. */
export type Scan = typeof scan;

const blockOctets = 64;
/** Below this the calls cost more than they save. */
const worthwhileOctets = 512;

/**
 * The scan by WebAssembly SIMD: about 0.15 ms a MiB whatever the lines hold. Sessions share the one scanner: it runs to
 * its end in each call, and `line` holds the state in between. Where it finds something amiss, and for what is left over,
 * the plain scan has the last word.
 */
function scanWith(scanner: Scanner, memory: Uint8Array): Scan {
  return (octets, from, line, maxLineOctets) => {
    let index = from;
    while (octets.length - index >= worthwhileOctets) {
      const slice = octets.subarray(index, index + memory.length);
      memory.set(slice);
      restore(scanner, line);
      const passed = scanner.scan(0, slice.length, maxLineOctets);
      keep(scanner, line);
      index += passed;
      const isAmiss = slice.length - passed > blockOctets;
      if (isAmiss) break;
    }
    return scan(octets, index, line, maxLineOctets);
  };
}

function restore(scanner: Scanner, line: LineState): void {
  scanner.afterCr.value = line.position === 'cr' ? 1n : 0n;
  scanner.afterLf.value = line.position === 'start' ? 1n : 0n;
  scanner.lineOctets.value = line.lineOctets;
  scanner.stuffedDots.value = line.stuffedDots;
}

function keep(scanner: Scanner, line: LineState): void {
  const afterLf = scanner.afterLf.value === 1n ? 'start' : 'text';
  line.position = scanner.afterCr.value === 1n ? 'cr' : afterLf;
  line.lineOctets = scanner.lineOctets.value;
  line.stuffedDots = scanner.stuffedDots.value;
}

function loadScanner(): Scan {
  try {
    const module = new WebAssembly.Module(Buffer.from(scannerModule, 'base64'));
    const scanner = new WebAssembly.Instance(module).exports as Scanner;
    return scanWith(scanner, new Uint8Array(scanner.memory.buffer));
  } catch {
    // A machine without SIMD: slower, but the same.
    return scan;
  }
}

/** The fastest scan that this machine has. */
export const fastScan: Scan = loadScanner();
