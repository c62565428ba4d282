// SPDX-License-Identifier: MIT
import { ownTurn } from '../base/own-turn.ts';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { decodeMailData } from '../smtp/wire/mail-data.ts';
import type { ReceivedEnvelope, ReceivedMessage } from './message.ts';
import { type ReadableMessage, summarise } from './read-message.ts';

/** How much the sandbox remembers. */
export interface InboxLimits {
  readonly messages: number;
  /** Of all messages together, those on their way included. */
  readonly octets: number;
  /** Of one message; what goes beyond is counted but not kept. */
  readonly messageOctets: number;
}

/** Limits where none are given: every message of the default maximum size is kept whole. */
export const defaultInboxLimits: InboxLimits = {
  messages: 200,
  octets: 67_108_864,
  messageOctets: 33_554_432,
};

/** What the pages of the sandbox read; the inbox may be in another process. */
export interface InboxReader {
  /** What is remembered, oldest first. */
  list(): Promise<readonly ReadableMessage[]>;
  find(id: string): ReceivedMessage | undefined | Promise<ReceivedMessage | undefined>;
  /** Calls `listener` after every arrival; gives what ends that. */
  subscribe(listener: () => void): () => void;
}

/** Messages in memory; the oldest make room for new ones. */
export class Inbox implements InboxReader {
  readonly #limits: InboxLimits;
  #messages: readonly ReceivedMessage[] = [];
  readonly #summaries = new WeakMap<ReceivedMessage, Promise<ReadableMessage>>();
  #octets = 0;
  #lastId = 0;
  readonly #listeners = new Set<() => void>();

  constructor(limits: InboxLimits = defaultInboxLimits) {
    this.#limits = limits;
  }

  /** What is remembered, oldest first. */
  get messages(): readonly ReceivedMessage[] {
    return this.#messages;
  }

  /** Each is read once, and in a turn of the event loop of its own: what strangers write may take its time. */
  async list(): Promise<readonly ReadableMessage[]> {
    const list: ReadableMessage[] = [];
    for (const message of this.#messages) {
      const known = this.#summaries.get(message);
      if (known === undefined) await ownTurn();
      const summary = known ?? summarise(message);
      this.#summaries.set(message, summary);
      list.push(await summary);
    }
    return list;
  }

  find(id: string): ReceivedMessage | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins a message. It counts against the limits from its first octet on, and is listed once complete. */
  begin(envelope: ReceivedEnvelope): Draft {
    const pieces: Buffer[] = [];
    let kept = 0;
    let size = 0;
    return {
      write: (octets) => {
        size += octets.length;
        const piece = octets.subarray(
          0,
          this.#makeRoom(Math.min(octets.length, this.#limits.messageOctets - kept)),
        );
        kept += piece.length;
        this.#octets += piece.length;
        // A copy, since the chunk may be a small part of a large buffer.
        if (piece.length > 0) pieces.push(Buffer.from(piece));
      },
      complete: (receivedAt) => {
        const octets = decodeMailData(Buffer.concat(pieces) as TransferOctets);
        const isCut = kept < size;
        this.#octets += octets.length - kept;
        this.#lastId += 1;
        const id = `${this.#lastId}`;
        const message = { id, receivedAt, ...envelope, octets, size: isCut ? size : octets.length, isCut };
        this.#messages = [...this.#messages, message];
        if (this.#messages.length > this.#limits.messages) this.#dropOldest();
        for (const listener of this.#listeners) listener();
      },
      discard: () => {
        this.#octets -= kept;
        pieces.length = 0;
      },
    };
  }

  /** Drops old messages until this number of octets fits; gives how many do. */
  #makeRoom(octets: number): number {
    while (this.#octets + octets > this.#limits.octets && this.#messages.length > 0) this.#dropOldest();
    return Math.min(octets, this.#limits.octets - this.#octets);
  }

  #dropOldest(): void {
    this.#octets -= this.#messages[0]?.octets.length ?? 0;
    this.#messages = this.#messages.slice(1);
  }
}

/** A message on its way in. Either `complete` or `discard` ends it, once. */
export interface Draft {
  write(octets: TransferOctets): void;
  /** Remembers it as received at this instant (ms). */
  complete(receivedAt: number): void;
  discard(): void;
}
