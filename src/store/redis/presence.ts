// SPDX-License-Identifier: MIT
/**
 * Whether the store that was recognised at the start is still what the server holds: a server that was emptied, or came back
 * empty, knows no alias, and a sender must not be told so.
 *
 * A cluster can lose what one of its nodes holds, so there each bucket has a mark of its own, with the id of the store; a bucket
 * and its mark are on the same node. Elsewhere the manifest is mark enough.
 */
import type { AliasKey } from '../../alias/ports.ts';
import { type Manifest, parseManifest, StoreMissingError } from '../manifest.ts';
import type { RedisCalls } from './calls.ts';
import type { KeyNames } from './keys.ts';

export interface PresenceOptions {
  readonly calls: RedisCalls;
  readonly names: KeyNames;
  readonly isCluster: boolean;
  /** The store in a message. */
  readonly name: string;
}

/** Marks that are written or read at a time. */
const marksAtOnce = 128;

export class Presence {
  readonly #options: PresenceOptions;
  /** Asked for, and not sent yet; everybody who asks until then shares the answer. */
  readonly #asking = new Map<string, Promise<void>>();
  #id: string | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  /**
   * From now on the store has to be there. Writes the marks if it has none yet, and rejects with a StoreMissingError if it has
   * lost one.
   */
  async begin({ id, isMarked }: Pick<Manifest, 'id' | 'isMarked'>): Promise<void> {
    this.#id = id;
    const { calls, isCluster } = this.#options;
    if (!isCluster || id === undefined) return;
    if (isMarked === true) return this.check();
    await this.#eachMark(async (mark) => {
      // There may be one of a store that was here before.
      const found = (await calls.get(mark))?.toString() ?? '';
      if (found !== id) await calls.run({ operation: 'manifest', keys: [mark], args: [found, id] });
    });
    await this.check();
  }

  /** To be asked after an alias was not found, and before anybody is told so. */
  confirm(key: AliasKey): Promise<void> {
    const { names, isCluster } = this.#options;
    return this.#confirm(isCluster ? names.markOf(key) : names.manifest);
  }

  /** Rejects with a StoreMissingError unless everything is there. */
  async check(): Promise<void> {
    await this.#confirm(this.#options.names.manifest);
    if (this.#options.isCluster) await this.#eachMark((mark) => this.#confirm(mark));
  }

  #confirm(name: string): Promise<void> {
    if (this.#id === undefined) return Promise.resolve();
    const asked = this.#asking.get(name);
    if (asked !== undefined) return asked;
    const asking = new Promise((resolve) => setImmediate(resolve)).then(() => {
      this.#asking.delete(name);
      return this.#ask(name);
    });
    this.#asking.set(name, asking);
    return asking;
  }

  async #ask(name: string): Promise<void> {
    const found = (await this.#options.calls.get(name))?.toString();
    const isThere = name === this.#options.names.manifest ? this.#isOurManifest(found) : found === this.#id;
    if (!isThere) throw new StoreMissingError(this.#options.name);
  }

  #isOurManifest(text: string | undefined): boolean {
    if (text === undefined) return false;
    const { id, secrets } = parseManifest(this.#options.name, text);
    // An older Mayfly that starts on the same server leaves the id out.
    return id === this.#id || (id === undefined && secrets.length > 0);
  }

  async #eachMark(work: (mark: string) => Promise<unknown>): Promise<void> {
    const { marks } = this.#options.names;
    for (let at = 0; at < marks.length; at += marksAtOnce)
      await Promise.all(marks.slice(at, at + marksAtOnce).map(work));
  }
}
