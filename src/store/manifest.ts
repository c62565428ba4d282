// SPDX-License-Identifier: MIT
/**
 * What a store says of itself, so that nothing serves it that must not.
 *
 * | state      | entered when                              | leaves by                                              |
 * |------------|-------------------------------------------|--------------------------------------------------------|
 * | whole      | the store is made, or filled to the end   | moving                                                 |
 * | incomplete | a restore or a move into it begins        | its end: whole. Broken off, it is cleared and repeated |
 * | moving     | a move out of it begins; a lease, renewed | the end of the move: moved; else the end of the lease  |
 * | moved      | a move out of it has ended                | never: what it holds goes on living elsewhere          |
 *
 * Only a store that is whole, or whose move was broken off, is served. It is kept as JSON, in LMDB in the table `checks`, in
 * Redis under `PREFIX:imprint`. Stores from before there were manifests have none; they are of format 1, and get one.
 */
import { randomBytes } from 'node:crypto';
import { StoreError } from '../alias/ports.ts';

/** The format of all that is in a store, but for the version that each record has of its own. */
export const storeFormat = 2;

export interface Manifest {
  readonly format: number;
  /** Check values (`checkOf`) of all the server secrets that aliases in it may be under. */
  readonly secrets: readonly string[];
  readonly state: 'whole' | 'incomplete' | 'moving' | 'moved';
  /** Of which move, while it is moving, moved, or incomplete because of one. */
  readonly move?: string | undefined;
  /** Until when the lease of a move holds, or since when it is moved, ms since the epoch. */
  readonly at?: number | undefined;
  /** Random, for as long as the store lives; it moves with what the store holds. Missing in one that an older Mayfly has served. */
  readonly id?: string | undefined;
  /** It was filled by a restore or a move that knew no id, as of what an older Mayfly left. */
  readonly isFilled?: boolean | undefined;
  /** The marks of `redis/presence.ts` are written. */
  readonly isMarked?: boolean | undefined;
}

/** The store is not there: what was found in its place is empty, or another one. It may come back. */
export class StoreMissingError extends StoreError {
  constructor(name: string, what = 'is missing or empty') {
    super(
      `${name} ${what}, and the secret has had one before: mail is answered 451 until it is back. Mount its volume, name its place in MAYFLY_STORE, or restore a backup; to begin with a new store, run: mayfly store new`,
    );
  }
}

/** Where a manifest is kept. */
export interface ManifestPlace {
  /** The store in a message, such as `The store ./data/mayfly`. */
  readonly name: string;
  read(): Promise<string | undefined>;
  /** Writes durably, if what is there is still `before`; tells whether it was. */
  replace(before: string | undefined, after: string): Promise<boolean>;
}

/** Who wants to serve a store. */
export interface Applicant {
  /** Check values of the server secrets it has; none when it opens no alias and makes none. */
  readonly secrets: readonly string[];
  /** ms since the epoch */
  readonly now: number;
  /** The id of the store that it has served before. */
  readonly storeId?: string | undefined;
}

/**
 * Lets an applicant serve the store, and notes its secrets. Throws a StoreError of one line that says why not: a
 * StoreMissingError when it is not the store that the applicant has served before.
 */
export async function admit(place: ManifestPlace, applicant: Applicant): Promise<Manifest> {
  return changeManifest(place, (manifest) => {
    refuse(place, manifest, applicant);
    const secrets = [...new Set([...applicant.secrets, ...manifest.secrets])];
    const { id = applicant.storeId ?? newStoreId(), isMarked } = manifest;
    return { format: storeFormat, secrets, state: 'whole', id, ...(isMarked && { isMarked }) };
  });
}

function newStoreId(): string {
  return randomBytes(12).toString('base64url');
}

/** Throws as `admit` would, and notes nothing: whoever serves the store may not have all the secrets that we have. */
export async function judge(place: ManifestPlace, applicant: Applicant): Promise<void> {
  refuse(place, parseManifest(place.name, await place.read()), applicant);
}

/** Replaces the manifest by what the change makes of it, again if another process was faster; gives the new one. */
export async function changeManifest(
  place: ManifestPlace,
  change: (manifest: Manifest) => Manifest,
): Promise<Manifest> {
  for (;;) {
    const before = await place.read();
    const after = change(parseManifest(place.name, before));
    const text = JSON.stringify(after);
    if (text === before || (await place.replace(before, text))) return after;
  }
}

/** Reads a manifest; a store without one is of format 1 and whole. Throws a StoreError for those of later formats. */
export function parseManifest(name: string, text: string | undefined): Manifest {
  if (text === undefined) return { format: 1, secrets: [], state: 'whole' };
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(text) as Partial<Manifest>;
  } catch (cause) {
    throw new StoreError(`${name} has a damaged manifest; restore it from a backup`, { cause });
  }
  const { format = 0, secrets, state } = manifest;
  if (format > storeFormat)
    throw new StoreError(
      `${name} is of format ${format}, and this Mayfly knows formats up to ${storeFormat}: run the later Mayfly that wrote it`,
    );
  if (format < 1 || !Array.isArray(secrets) || state === undefined)
    throw new StoreError(`${name} has a damaged manifest; restore it from a backup`);
  return { ...manifest, format, secrets, state };
}

function refuse(place: ManifestPlace, manifest: Manifest, applicant: Applicant): void {
  const refusal = refusalOf(manifest, applicant);
  if (refusal !== undefined) throw new StoreError(`${place.name} ${refusal}`);
  const { storeId } = applicant;
  if (storeId === undefined || manifest.id === storeId) return;
  if (manifest.id !== undefined) throw new StoreMissingError(place.name, 'is another store');
  // An older Mayfly leaves the id out; but every service notes its secrets.
  if (manifest.secrets.length === 0 && manifest.isFilled !== true) throw new StoreMissingError(place.name);
}

function refusalOf(manifest: Manifest, { secrets, now }: Applicant): string | undefined {
  const { state, at = 0 } = manifest;
  if (state === 'incomplete')
    return 'is incomplete: a restore or a move into it was broken off, or is still under way; repeat it';
  if (state === 'moving' && now < at) return 'is just being moved to another place: wait for the end of that';
  if (state === 'moved')
    return `was moved to another place on ${new Date(at).toISOString()}: serve that one, or uses would be spent twice`;
  const missing = manifest.secrets.filter((secret) => !secrets.includes(secret));
  if (secrets.length === 0 || missing.length === 0) return undefined;
  return missing.length === manifest.secrets.length
    ? 'belongs to another server secret: put back the file that MAYFLY_SECRET_FILE named when it was made'
    : 'has aliases under another server secret too, whose line is missing in MAYFLY_SECRET_FILE: put that line back';
}
