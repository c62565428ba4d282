// SPDX-License-Identifier: MIT
import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal that standard input is; gives the line that is typed. */
export async function askAtTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
