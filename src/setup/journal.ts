import type { Machine } from './machine.ts';

/** A set-up could not go on: one line for people. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** What a journal is made of. */
export interface JournalOptions {
  readonly machine: Machine;
  /** Takes a line for people about each thing that was done. */
  readonly tell: (line: string) => void;
  /** Nothing is done, only told. */
  readonly isDry: boolean;
}

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

  /** Something that was done or seen. */
  note(line: string): void {
    this.lines.push(line);
    this.#options.tell(line);
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
    this.note(file === path ? `wrote      ${path}` : `kept       ${path}; the new text is in ${file}`);
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
    this.note(`changed    ${path}`);
  }

  /** Does something else; `undo` takes it back. */
  async act(line: string, act: () => Promise<unknown>, undo?: () => Promise<unknown>): Promise<void> {
    if (!this.#options.isDry) {
      // First, since what fails may have been done in part.
      if (undo !== undefined) this.#undoings.push(undo);
      await act();
    }
    this.note(line);
  }

  /** Runs a command. Throws a `SetupError` with the last line that it said when it fails. */
  async run(command: string, args: readonly string[], undo?: readonly string[]): Promise<void> {
    const { machine } = this.#options;
    const shown = [command, ...args].join(' ');
    const takeBack = undo && (() => machine.run(undo[0] ?? '', undo.slice(1)));
    await this.act(
      `${machine.runsCommands ? 'ran       ' : 'left to run'} ${shown}`,
      async () => {
        const { code, said } = await machine.run(command, args);
        if (code !== 0) throw new SetupError(`${shown} failed: ${said.split('\n').at(-1) || `exit ${code}`}`);
      },
      takeBack,
    );
  }

  /** Takes everything back, the last first. Never rejects: what cannot be taken back is told. */
  async undo(): Promise<void> {
    for (const undo of this.#undoings.splice(0).reverse())
      await undo().catch((error: Error) => this.note(`could not be undone: ${error.message}`));
  }
}
