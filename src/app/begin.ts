// SPDX-License-Identifier: MIT
/** The first thing of ours that runs. It loads little, so that signals to the service are heard early. */
import { isServe } from '../cli/default-command.ts';
import { beginAnewWithLimits } from './memory.ts';
import { ServiceSignals } from './signals.ts';

/** Runs a command line (without interpreter and script), and gives its exit code. */
export async function begin(args: readonly string[]): Promise<number> {
  const isService = isServe(args);
  if (isService) beginAnewWithLimits();
  const signals = isService ? new ServiceSignals() : undefined;
  const { runProgram } = await import('./program.ts');
  return runProgram(args, signals);
}
