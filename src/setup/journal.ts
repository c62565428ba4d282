// SPDX-License-Identifier: MIT
import type { Machine } from './machine.ts';

/** A set-up could not go on: one line for people. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** What a journal is made of. */
export interface JournalOptions {
  readonly machine: Machine;
  /** Takes a line for people about each thing that was done or seen. */
  readonly tell: (line: string) => void;
  /** Nothing is done, only told. */
  readonly isDry: boolean;
}

/** What is done, and how a dry run says that it would be. */
const deeds = {
  wrote: 'to write',
  kept: 'to keep',
  changed: 'to change',
  made: 'to make',
  ran: 'to run',
  removed: 'to remove',
  ready: 'to await',
} as const;

/** Does things to the machine, one after the other, and remembers how each is undone. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #undoings: (() => Promise<unknown>)[] = [];
  readonly lines: string[] = [];
  #hasChanged = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    if (options.isDry) this.note('A dry run: nothing of this is done.');
  }

  /** Whether a file that the service goes by is another than before. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** Something that was seen. */
  note(line: string): void {
    this.lines.push(line);
    this.#options.tell(line);
  }

  /** Something that was done or, in a dry run, would be. */
  noteDeed(deed: keyof typeof deeds, what: string): void {
    this.note(`${(this.#options.isDry ? deeds[deed] : deed).padEnd(10)} ${what}`);
  }

  /**
   * Writes a file that is not there yet. One that is there stays: where it says something else, the new text is put beside it as
   * `.new`.
   */
  async writeFile(path: string, text: string, mode: number): Promise<void> {
    const { machine, isDry } = this.#options;
    const present = await machine.read(path);
    if (present === text) return this.note(`unchanged  ${path}`);
    const file = present === undefined ? path : `${path}.new`;
    const before = file === path ? undefined : await machine.read(file);
    this.#hasChanged ||= file === path;
    if (!isDry) {
      await machine.write(file, text, mode);
      this.#undoings.push(() =>
        before === undefined ? machine.remove(file) : machine.write(file, before, mode),
      );
    }
    if (file === path) this.noteDeed('wrote', path);
    else this.noteDeed('kept', `${path}; the new text ${isDry ? 'would be' : 'is'} in ${file}`);
  }

  /** Changes a file that is there; the text before comes back when the set-up is undone. */
  async changeFile(path: string, text: string, mode: number): Promise<void> {
    const { machine, isDry } = this.#options;
    const before = await machine.read(path);
    if (before === text) return this.note(`unchanged  ${path}`);
    this.#hasChanged = true;
    if (!isDry) {
      await machine.write(path, text, mode);
      if (before !== undefined) this.#undoings.push(() => machine.write(path, before, mode));
    }
    this.noteDeed('changed', path);
  }

  /** Does something else; `undo` takes it back. */
  async act(
    [deed, what]: readonly [keyof typeof deeds, string],
    act: () => Promise<unknown>,
    undo?: () => Promise<unknown>,
  ): Promise<void> {
    await this.#do(act, undo);
    this.noteDeed(deed, what);
  }

  async #do(act: () => Promise<unknown>, undo: (() => Promise<unknown>) | undefined): Promise<void> {
    if (this.#options.isDry) return;
    // First, since what fails may have been done in part.
    if (undo !== undefined) this.#undoings.push(undo);
    await act();
  }

  /** Runs a command; `undo` takes it back. Throws a `SetupError` with the last line that it said when it fails. */
  async run(command: string, args: readonly string[], undo?: () => Promise<unknown>): Promise<void> {
    const { machine } = this.#options;
    const shown = [command, ...args].join(' ');
    await this.#do(async () => {
      const { code, said } = await machine.run(command, args);
      if (code !== 0) throw new SetupError(`${shown} failed: ${said.split('\n').at(-1) || `exit ${code}`}`);
    }, undo);
    if (machine.runsCommands) this.noteDeed('ran', shown);
    else this.note(`left to run ${shown}`);
  }

  /** Takes everything back, the last first. Never rejects: what cannot be taken back is told. */
  async undo(): Promise<void> {
    for (const undo of this.#undoings.splice(0).reverse())
      await undo().catch((error: Error) => this.note(`could not be undone: ${error.message}`));
  }
}
