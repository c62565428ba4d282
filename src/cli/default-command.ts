// SPDX-License-Identifier: MIT
/** The command line with its command, where none was given: Commander's own default would swallow a misspelled one as its argument. */
export function withDefaultCommand(args: readonly string[]): readonly string[] {
  const [first = '--config'] = args;
  const isAboutProgram = ['-h', '--help', '-V', '--version'].includes(first);
  return first.startsWith('-') && !isAboutProgram ? ['serve', ...args] : args;
}

/** Whether a command line runs the service. */
export function isServe(args: readonly string[]): boolean {
  return withDefaultCommand(args)[0] === 'serve' && !args.some((arg) => arg === '-h' || arg === '--help');
}
