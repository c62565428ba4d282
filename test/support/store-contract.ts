// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type AliasRecord, doubtRetentionMs, unconfirmedForMs } from '../../src/alias/alias.ts';
import { noAttributes } from '../../src/alias/attributes.ts';
import { type AliasEnd, type Destruction, endToldMs } from '../../src/alias/end.ts';
import {
  type AliasKey,
  type AliasStore,
  type Reservation,
  type Store,
  StoreError,
} from '../../src/alias/ports.ts';
import type { IsInstanceAlive } from '../../src/store/instance.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { now, unlimited } from './alias.ts';

/** A place for aliases that outlives the stores opened on it, as a folder outlives its processes. */
export interface StorePlace {
  /** Opens a store on this place; several may be open at once. */
  open(options: {
    readonly instance: string;
    readonly isInstanceAlive: IsInstanceAlive;
    readonly clock: () => number;
  }): Promise<Store>;
  remove(): Promise<void>;
}

const minuteMs = 60_000;

/** A record of an alias of three uses and no other limit, with whatever is given. */
export function aliasRecord(fields: Partial<AliasRecord> = {}): AliasRecord {
  return {
    ...unlimited,
    maxUses: 3,
    tokenHash: randomBytes(16),
    attributes: noAttributes,
    sealed: randomBytes(93),
    ...fields,
  };
}

export function randomKey(): AliasKey {
  return randomBytes(18).toString('base64url');
}

/** One message through the given aliases. Two calls with the same `message` are two attempts at it. */
export function reservationOf(message: string, ...keys: readonly AliasKey[]): Reservation {
  const uses = keys.map((key) => ({ key, fingerprint: `print of ${message}` }));
  return { id: randomBytes(12).toString('base64url'), uses };
}

/** What every AliasStore must do, whatever is behind it. */
export function aliasStoreContract(name: string, createPlace: () => Promise<StorePlace>): void {
  suite(`${name} as an alias store`, { concurrency: 4 }, () => {
    const scenario = (title: string, run: (stage: Stage) => Promise<void>) =>
      test(title, async () => {
        const stage = new Stage(await createPlace());
        try {
          await run(stage);
        } finally {
          await stage.clear();
        }
      });

    scenario('an alias is created once, and its record is found as it was given', async (stage) => {
      const store = await stage.open();
      const key = randomKey();
      const record = aliasRecord({ validUntil: now + 1 });
      assert.equal(await store.find(key), undefined);
      assert.equal(await store.isTaken(key), false);
      assert.equal(await store.create(key, record), true);
      assert.equal(await store.isTaken(key), true);
      assert.equal(await store.create(key, aliasRecord()), false);
      assert.deepEqual(plain(await store.find(key)), plain(record));
    });

    scenario('an alias that was destroyed is gone, and its key is never issued again', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store);
      assert.equal(await store.destroy(key), true);
      assert.equal(await store.find(key), undefined);
      assert.equal(await store.isTaken(key), true);
      assert.equal(await store.destroy(key), false);
      assert.equal(await store.change(key, { state: 'paused' }), undefined);
      assert.equal(await store.create(key, aliasRecord()), false);
      assert.deepEqual(await store.spend(reservationOf('m', key), now), gone(key));
    });

    scenario('calls about an unknown alias change nothing', async (stage) => {
      const store = await stage.open();
      const key = randomKey();
      const reservation = reservationOf('m', key);
      assert.equal(await store.destroy(key), false);
      assert.equal(await store.change(key, { state: 'paused' }), undefined);
      assert.deepEqual(await store.spend(reservation, now), gone(key));
      await store.settle(reservation, now);
      await store.refund(reservation);
      await store.doubt(reservation);
      assert.equal(await store.find(key), undefined);
      assert.equal(await store.create(key, aliasRecord()), true);
    });

    scenario('after the last use is settled nothing is left but the tombstone', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { maxUses: 2 });
      const [first, second] = [reservationOf('1', key), reservationOf('2', key)];
      assert.partialDeepStrictEqual(await store.spend(first, now), spent);
      assert.partialDeepStrictEqual(await store.spend(second, now), spent);
      assert.deepEqual(await store.spend(reservationOf('3', key), now), refused(key, 'busy'));
      await store.settle(first, now + 1);
      assert.equal((await store.find(key))?.delivered, 1);
      await store.settle(second, now + 2);
      assert.equal(await store.find(key), undefined);
      assert.deepEqual(await store.spend(reservationOf('4', key), now), gone(key));
      assert.equal(await store.create(key, aliasRecord()), false);
    });

    scenario('how an alias ended is found by every store for thirty days', async (stage) => {
      const [one, other] = [await stage.open('one'), await stage.open('other')];
      const tokenHash = randomBytes(16);
      const limits = [
        { maxUses: 1 },
        { maxUses: null, validUntil: now + minuteMs },
        { maxUses: 5 },
        { maxUses: 7 },
        { maxUses: 2 },
      ] as const;
      const keys = await Promise.all(limits.map((limit) => stage.alias(one, { ...limit, tokenHash })));
      const [usedUp = '', expired = '', destroyed = '', unsaid = '', doubted = ''] = keys;
      for (const key of keys) assert.equal(await other.findEnd(key, now), undefined);
      for (const key of [usedUp, expired, doubted]) {
        const reservation = reservationOf('m', key);
        await one.spend(reservation, now + 1);
        await one.settle(reservation, now + 2);
      }
      const lost = reservationOf('lost', doubted);
      await one.spend(lost, now + 3);
      await one.doubt(lost);
      assert.equal(await other.destroy(destroyed, { cause: 'destroyedByLink', at: now + 9 }), true);
      assert.equal(await other.destroy(unsaid), true);
      assert.equal(await one.sweep(now + minuteMs + 5), 1);
      assert.equal(await one.sweep(now + 3 + doubtRetentionMs), 1);

      const at = now + minuteMs;
      const ends: readonly AliasEnd[] = [
        { cause: 'usedUp', endedAt: now + 2, used: 1, maxUses: 1, tokenHash },
        { cause: 'expired', endedAt: at, used: 1, maxUses: null, tokenHash },
        { cause: 'destroyedByLink', endedAt: now + 9, used: 0, maxUses: 5, tokenHash },
        { cause: 'usedUp', endedAt: now + 3 + doubtRetentionMs, used: 2, maxUses: 2, tokenHash },
      ];
      for (const [position, key] of [usedUp, expired, destroyed, doubted].entries()) {
        const end = ends[position] ?? assert.fail();
        assert.deepEqual(plainEnd(await other.findEnd(key, end.endedAt)), plainEnd(end));
        assert.deepEqual(plainEnd(await one.findEnd(key, end.endedAt + endToldMs - 1)), plainEnd(end));
        assert.equal(await one.findEnd(key, end.endedAt + endToldMs), undefined);
      }
      assert.equal(await one.findEnd(unsaid, now), undefined);
      assert.equal(await one.sweep(now + endToldMs + doubtRetentionMs + 4), 0);
      if (!name.startsWith('Redis'))
        for (const key of keys) assert.equal(await one.findEnd(key, now), undefined);
      for (const key of keys) assert.equal(await one.isTaken(key), true);
    });

    scenario('of an alias that died long ago, or was never confirmed, no end is told', async (stage) => {
      const store = await stage.open();
      const late = await stage.alias(store, { validUntil: now });
      const unconfirmed = await stage.alias(store, { state: 'unconfirmed' });
      assert.equal(await store.destroy(unconfirmed, { cause: 'destroyedByOwner', at: now }), true);
      assert.equal(await store.sweep(now + endToldMs), 1);
      assert.equal(await store.findEnd(late, now), undefined);
      assert.equal(await store.findEnd(unconfirmed, now), undefined);
    });

    scenario('a return path is found by every store until it expires', async (stage) => {
      const [one, other] = [await stage.open('one'), await stage.open('other')];
      const key = randomKey();
      const [first, second] = [randomBytes(70), randomBytes(200)];
      assert.equal(await one.returnPaths.find(key, now), undefined);
      await one.returnPaths.keep(key, first, now + minuteMs);
      assert.equal(hex((await other.returnPaths.find(key, now)) ?? first.subarray(1)), hex(first));
      await other.returnPaths.keep(key, second, now + 2 * minuteMs);
      assert.equal(await one.sweep(now + minuteMs), 0);
      assert.equal(
        hex((await one.returnPaths.find(key, now + 2 * minuteMs - 1)) ?? first.subarray(1)),
        hex(second),
      );
      assert.equal(await one.returnPaths.find(key, now + 2 * minuteMs), undefined);
      assert.equal(await one.returnPaths.find(randomKey(), now), undefined);
    });

    scenario('a sweep forgets return paths that have expired, however many, and no alias', async (stage) => {
      const store = await stage.open();
      const alias = await stage.alias(store);
      const keys = Array.from({ length: 230 }, randomKey);
      await Promise.all(keys.map((key) => store.returnPaths.keep(key, randomBytes(9), now + minuteMs)));
      const kept = randomKey();
      await store.returnPaths.keep(kept, randomBytes(9), now + 3 * minuteMs);
      assert.equal(await store.sweep(now + minuteMs), 0);
      // Asked as of before they expired: what is still there would be found.
      const left = await Promise.all([...keys, kept].map((key) => store.returnPaths.find(key, now)));
      if (!name.startsWith('Redis')) assert.equal(left.filter((row) => row !== undefined).length, 1);
      assert.ok(left.at(-1));
      assert.ok(await store.find(alias));
    });

    scenario('of many messages at once exactly as many win as there are uses', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { maxUses: 5 });
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, number) => store.spend(reservationOf(`${number}`, key), now)),
      );
      assert.equal(results.filter((result) => result.verdict === 'spent').length, 5);
      assert.equal((await store.find(key))?.pending.length, 5);
    });

    scenario('a call that is repeated, since its answer was lost, changes nothing more', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store);
      const reservation = reservationOf('m', key);
      await store.spend(reservation, now);
      assert.partialDeepStrictEqual(await store.spend(reservation, now + 1), spent);
      assert.equal((await store.find(key))?.pending.length, 1);
      await store.settle(reservation, now + 2);
      await store.settle(reservation, now + 3);
      await store.refund(reservation);
      const record = await store.find(key);
      assert.deepEqual([record?.delivered, record?.lastDeliveryAt, record?.pending], [1, now + 2, []]);
    });

    scenario('a message to several aliases spends all or none', async (stage) => {
      const store = await stage.open();
      const keys = [await stage.alias(store), await stage.alias(store)];
      const paused = await stage.alias(store, { state: 'paused' });
      assert.deepEqual(
        await store.spend(reservationOf('m', ...keys, paused), now),
        refused(paused, 'paused'),
      );
      for (const key of keys) assert.equal((await store.find(key))?.pending.length, 0);
      const reservation = reservationOf('m', ...keys);
      assert.partialDeepStrictEqual(await store.spend(reservation, now), spent);
      for (const key of keys) assert.equal((await store.find(key))?.pending.length, 1);
      await store.settle(reservation, now);
      for (const key of keys) assert.equal((await store.find(key))?.delivered, 1);
    });

    scenario('a refunded use is free again', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { maxUses: 1 });
      for (let attempt = 0; attempt < 3; attempt++) {
        const reservation = reservationOf(`${attempt}`, key);
        assert.partialDeepStrictEqual(await store.spend(reservation, now), spent);
        await store.refund(reservation);
      }
      assert.deepEqual((await store.find(key))?.pending, []);
    });

    scenario('a use in doubt goes to a retry of its own message and to no other', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { maxUses: 1 });
      const lost = reservationOf('m', key);
      await store.spend(lost, now);
      await store.doubt(lost);
      assert.equal((await store.find(key))?.pending[0]?.isInDoubt, true);
      assert.deepEqual(await store.spend(reservationOf('other', key), now), refused(key, 'usedUp'));
      const refusedRetry = reservationOf('m', key);
      assert.partialDeepStrictEqual(await store.spend(refusedRetry, now), spent);
      await store.refund(refusedRetry);
      assert.deepEqual(await store.spend(reservationOf('other', key), now), refused(key, 'usedUp'));
      const retry = reservationOf('m', key);
      assert.partialDeepStrictEqual(await store.spend(retry, now), spent);
      await store.settle(retry, now);
      assert.equal(await store.find(key), undefined);
    });

    scenario('life is judged again when a use is spent', async (stage) => {
      const store = await stage.open();
      const cases = [
        ['expired', { validUntil: now }],
        ['notYet', { validFrom: now + 1 }],
        ['paused', { state: 'paused' }],
        ['unconfirmed', { state: 'unconfirmed' }],
      ] as const;
      for (const [life, fields] of cases) {
        const key = await stage.alias(store, fields);
        assert.deepEqual(await store.spend(reservationOf('m', key), now), refused(key, life));
      }
    });

    scenario(
      'a use settled, refunded or doubted after its alias was destroyed changes nothing',
      async (stage) => {
        const store = await stage.open();
        const key = await stage.alias(store);
        const reservation = reservationOf('m', key);
        await store.spend(reservation, now);
        await store.destroy(key);
        await store.settle(reservation, now);
        await store.refund(reservation);
        await store.doubt(reservation);
        assert.equal(await store.find(key), undefined);
      },
    );

    scenario('a change leaves what it does not name, and works while a use is in flight', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { idleForMs: 5 * minuteMs });
      const reservation = reservationOf('m', key);
      await store.spend(reservation, now);
      const before = await store.find(key);
      const sealed = randomBytes(157);
      const changed = await store.change(key, { state: 'paused', maxUses: 7, sealed });
      assert.deepEqual(
        plain(changed),
        plain({ ...aliasRecord(before), state: 'paused', maxUses: 7, sealed }),
      );
      assert.deepEqual(plain(await store.find(key)), plain(changed));
      await store.settle(reservation, now);
      assert.equal((await store.find(key))?.delivered, 1);
    });

    scenario('what was seen holds for a change and an end, over all who serve the store', async (stage) => {
      const [store, other] = [await stage.open(), await stage.open()];
      const key = await stage.alias(store, { maxUses: 5 });
      const seen = async () => {
        const record = await store.find(key);
        assert.ok(record);
        return record;
      };
      const first = await seen();
      const changes = [3, 4, 6].map((maxUses) =>
        [store, other][maxUses % 2]?.change(key, { maxUses }, first),
      );
      const done = (await Promise.all(changes)).filter((changed) => changed !== undefined);
      assert.equal(done.length, 1);
      const second = await seen();
      const reservation = reservationOf('m', key);
      await store.spend(reservation, now);
      assert.equal(await other.change(key, { state: 'paused' }, second), undefined);
      assert.equal(await other.destroy(key, destruction(second)), false);
      const spent = await seen();
      await store.doubt(reservation);
      assert.equal((await other.change(key, { maxUses: 7 }, spent))?.maxUses, 7);
      await store.settle(reservation, now);
      const settled = await seen();
      assert.equal(settled.delivered, 1);
      assert.equal(await other.change(key, { maxUses: 8 }, { ...settled, delivered: 0 }), undefined);
      assert.equal((await store.change(key, { sealed: randomBytes(9) }, settled))?.delivered, 1);
      assert.equal(await store.destroy(key, destruction(settled)), false);
      assert.equal(await store.destroy(key, destruction(await seen())), true);
      assert.equal(await store.change(key, { maxUses: 9 }, settled), undefined);
    });

    scenario('attributes stay as they are while an alias is used, paused and confirmed', async (stage) => {
      const store = await stage.open();
      const attributes = randomBytes(300);
      const key = await stage.alias(store, { state: 'unconfirmed', attributes });
      const keeps = async (octets: Uint8Array) =>
        assert.equal(hex((await store.find(key))?.attributes ?? noAttributes), hex(octets));
      assert.equal(await store.confirm(key, (await store.find(key))?.tokenHash ?? noAttributes, now), true);
      await keeps(attributes);
      for (const state of ['paused', 'active'] as const) {
        assert.equal((await store.change(key, { state }))?.state, state);
        await keeps(attributes);
      }
      const [first, second] = [reservationOf('1', key), reservationOf('2', key)];
      assert.partialDeepStrictEqual(await store.spend(first, now), spent);
      await keeps(attributes);
      await store.settle(first, now);
      await store.spend(second, now);
      await store.refund(second);
      await keeps(attributes);
      const changed = randomBytes(9);
      await store.change(key, { attributes: changed });
      await keeps(changed);
      await store.change(key, { attributes: noAttributes });
      await keeps(noAttributes);
    });

    scenario(
      'an alias that nobody confirmed within its time is gone, and its name is free',
      async (stage) => {
        const store = await stage.open();
        const key = await stage.alias(store, { state: 'unconfirmed' });
        assert.equal(await store.create(key, aliasRecord()), false);
        assert.equal(await store.sweep(now + unconfirmedForMs - 1), 0);
        assert.deepEqual(
          await store.spend(reservationOf('m', key), now + unconfirmedForMs),
          refused(key, 'expired'),
        );
        assert.equal(await store.sweep(now + unconfirmedForMs), 1);
        assert.equal(await store.isTaken(key), false);
        assert.equal(await store.sweep(now + unconfirmedForMs), 0);
        assert.equal(await store.create(key, aliasRecord()), true);
      },
    );

    scenario('an unconfirmed alias that is destroyed leaves nothing', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { state: 'unconfirmed' });
      assert.equal(await store.destroy(key), true);
      assert.equal(await store.isTaken(key), false);
      assert.equal(await store.destroy(key), false);
    });

    scenario(
      'an alias that was confirmed lives by its own limits, and leaves its tombstone',
      async (stage) => {
        const store = await stage.open();
        const key = await stage.alias(store, {
          state: 'unconfirmed',
          validUntil: now + 2 * unconfirmedForMs,
        });
        const { tokenHash = noAttributes } = (await store.find(key)) ?? {};
        assert.equal(await store.confirm(key, tokenHash, now + unconfirmedForMs - 1), true);
        assert.equal(await store.sweep(now + unconfirmedForMs), 0);
        assert.equal(await store.sweep(now + 2 * unconfirmedForMs), 1);
        assert.equal(await store.isTaken(key), true);
      },
    );

    scenario('only its own confirmation makes an unconfirmed alias active', async (stage) => {
      const store = await stage.open();
      const tokenHash = randomBytes(16);
      const key = await stage.alias(store, { state: 'unconfirmed', tokenHash });
      for (const state of ['active', 'paused'] as const)
        assert.equal((await store.change(key, { state, maxUses: 7 }))?.state, 'unconfirmed');
      assert.equal(await store.confirm(randomKey(), tokenHash, now), false);
      assert.equal(await store.confirm(key, randomBytes(16), now), false);
      assert.equal(await store.confirm(key, tokenHash, now + unconfirmedForMs), false);
      assert.partialDeepStrictEqual(await store.find(key), { state: 'unconfirmed', maxUses: 7 });
      assert.deepEqual(await store.spend(reservationOf('1', key), now), refused(key, 'unconfirmed'));
      assert.equal(await store.confirm(key, tokenHash, now), true);
      assert.partialDeepStrictEqual(await store.spend(reservationOf('2', key), now), spent);
      await store.change(key, { state: 'paused' });
      assert.equal(await store.confirm(key, tokenHash, now), true);
      assert.equal((await store.find(key))?.state, 'paused');
      await store.destroy(key);
      assert.equal(await store.confirm(key, tokenHash, now), false);
    });

    scenario('what was written is there when the place is opened again', async (stage) => {
      const store = await stage.open();
      const [kept, destroyed] = [await stage.alias(store), await stage.alias(store)];
      const record = await store.find(kept);
      await store.destroy(destroyed);
      await store.close();
      const reopened = await stage.open();
      assert.deepEqual(plain(await reopened.find(kept)), plain(record));
      assert.equal(await reopened.create(destroyed, aliasRecord()), false);
    });

    scenario('two stores on one place see each other at once', async (stage) => {
      const [one, other] = [await stage.open('one'), await stage.open('other')];
      const key = await stage.alias(one);
      assert.equal((await other.find(key))?.delivered, 0);
      const reservation = reservationOf('m', key);
      await one.spend(reservation, now);
      assert.equal((await other.find(key))?.pending[0]?.isInDoubt, false);
      await one.settle(reservation, now);
      assert.equal((await other.find(key))?.delivered, 1);
      await one.destroy(key);
      assert.equal(await other.find(key), undefined);
    });

    scenario('uses of an instance that died are in doubt', async (stage) => {
      const victim = await stage.open('victim');
      const key = await stage.alias(victim, { maxUses: 1 });
      await victim.spend(reservationOf('m', key), now);
      stage.kill('victim');
      const survivor = await stage.open('survivor');
      assert.equal((await survivor.find(key))?.pending[0]?.isInDoubt, true);
      assert.deepEqual(await survivor.spend(reservationOf('other', key), now), refused(key, 'usedUp'));
      const retry = reservationOf('m', key);
      assert.partialDeepStrictEqual(await survivor.spend(retry, now), spent);
      await survivor.settle(retry, now);
      assert.equal(await survivor.find(key), undefined);
    });

    scenario('a use whose instance never came back to it is in doubt after its lease', async (stage) => {
      const store = await stage.open('one');
      const key = await stage.alias(store);
      const reservation = reservationOf('m', key);
      await store.spend(reservation, now);
      stage.time = now + 14 * minuteMs;
      assert.equal((await store.find(key))?.pending[0]?.isInDoubt, false);
      stage.time = now + 15 * minuteMs;
      assert.equal((await store.find(key))?.pending[0]?.isInDoubt, true);
      await store.settle(reservation, stage.time);
      assert.equal((await store.find(key))?.delivered, 1);
    });

    scenario('a late retry keeps the use it took over from a second copy of its message', async (stage) => {
      const store = await stage.open('one');
      const key = await stage.alias(store, { maxUses: 1 });
      const lost = reservationOf('m', key);
      await store.spend(lost, now);
      await store.doubt(lost);
      stage.time = now + 60 * minuteMs;
      const retry = reservationOf('m', key);
      assert.partialDeepStrictEqual(await store.spend(retry, stage.time), spent);
      assert.equal((await store.find(key))?.pending[0]?.isInDoubt, false);
      assert.deepEqual(await store.spend(reservationOf('m', key), stage.time), refused(key, 'busy'));
      await store.settle(retry, stage.time);
      assert.equal(await store.find(key), undefined);
    });

    scenario(
      'a sweep turns what died by time into tombstones, however many, and nothing else',
      async (stage) => {
        const store = await stage.open();
        const dead = await Promise.all(
          Array.from({ length: 250 }, (_, number) => stage.alias(store, { validUntil: now - number })),
        );
        const alive = await Promise.all([
          stage.alias(store, { validUntil: now + 1 }),
          stage.alias(store, { idleForMs: minuteMs }),
          stage.alias(store, { validForMs: minuteMs, clock: 'first-use' }),
          stage.alias(store),
        ]);
        assert.equal((await store.find(dead[0] ?? ''))?.validUntil, now);
        assert.equal(await store.sweep(now), 250);
        for (const key of dead) assert.equal(await store.find(key), undefined);
        for (const key of alive) assert.notEqual(await store.find(key), undefined);
        assert.equal(await store.create(dead[0] ?? '', aliasRecord()), false);
        assert.equal(await store.sweep(now), 0);
      },
    );

    scenario('a sweep goes by the present end of a life, not by an earlier one', async (stage) => {
      const store = await stage.open();
      const prolonged = await stage.alias(store, { validUntil: now + 1 });
      const shortened = await stage.alias(store, { validUntil: now + 9 * minuteMs });
      const used = await stage.alias(store, { idleForMs: minuteMs });
      await store.change(prolonged, { validUntil: now + 5 * minuteMs });
      await store.change(shortened, { validUntil: now + minuteMs });
      const reservation = reservationOf('m', used);
      await store.spend(reservation, now + 2 * 1000);
      await store.settle(reservation, now + 2 * 1000);
      assert.equal(await store.sweep(now + minuteMs), 1);
      assert.equal(await store.find(shortened), undefined);
      assert.equal(await store.sweep(now + minuteMs + 2 * 1000), 1);
      assert.equal(await store.find(used), undefined);
      assert.equal(await store.sweep(now + 4 * minuteMs), 0);
      assert.equal(await store.sweep(now + 65 * minuteMs), 1);
      assert.equal(await store.find(prolonged), undefined);
    });

    scenario(
      'a used-up alias with a use in doubt is kept for the retry as long as that may come',
      async (stage) => {
        const store = await stage.open();
        const key = await stage.alias(store, { maxUses: 1 });
        const reservation = reservationOf('m', key);
        await store.spend(reservation, now);
        await store.doubt(reservation);
        assert.equal(await store.sweep(now + doubtRetentionMs - 1), 0);
        assert.equal(await store.sweep(now + doubtRetentionMs), 1);
        assert.equal(await store.find(key), undefined);
      },
    );

    scenario('a paused alias whose last use stays in doubt is swept once it goes on', async (stage) => {
      const store = await stage.open();
      const key = await stage.alias(store, { maxUses: 1 });
      await store.spend(reservationOf('m', key), now);
      await store.change(key, { state: 'paused' });
      assert.equal(await store.sweep(now + doubtRetentionMs), 0);
      await store.change(key, { state: 'active' });
      assert.equal(await store.sweep(now + doubtRetentionMs + 60 * minuteMs), 1);
    });

    scenario('any sequence of calls gives what the memory store gives', async (stage) => {
      const store = await stage.open('one');
      const property = fc.asyncProperty(fc.array(callArbitrary, { maxLength: 25 }), async (calls) => {
        const model = createMemoryStore({ instance: 'one', isInstanceAlive: () => true, clock: () => now });
        const keys = [randomKey(), randomKey()];
        const reservations = [0, 1, 2].map((number) =>
          reservationOf(`${number % 2}`, ...keys.slice(number % 2)),
        );
        for (const { call, which, at, record } of calls) {
          const subject = {
            key: keys[which % 2] ?? '',
            reservation: reservations[which] ?? reservationOf(''),
          };
          const perform = (target: AliasStore) => calledOn(target, call, { ...subject, at, record });
          assert.deepEqual(await perform(store), await perform(model), call);
          for (const key of keys)
            assert.deepEqual(plain(await store.find(key)), plain(await model.find(key)));
          for (const key of keys)
            assert.deepEqual(
              plainEnd(await store.findEnd(key, now)),
              plainEnd(await model.findEnd(key, now)),
            );
        }
        for (const key of keys) await store.destroy(key);
      });
      await fc.assert(property, { numRuns: 40 });
    });

    scenario('a store that serves passes its check; a closed one rejects every call', async (stage) => {
      const store = await stage.open();
      await store.check();
      await store.close();
      await store.close();
      const reservation = reservationOf('m', randomKey());
      const calls = [
        async () => store.find(randomKey()),
        () => store.isTaken(randomKey()),
        () => store.create(randomKey(), aliasRecord()),
        () => store.spend(reservation, now),
        () => store.settle(reservation, now),
        () => store.refund(reservation),
        () => store.doubt(reservation),
        () => store.change(randomKey(), {}),
        () => store.destroy(randomKey()),
        () => store.findEnd(randomKey(), now),
        () => store.sweep(now),
        () => store.check(),
      ];
      for (const call of calls) await assert.rejects(call, StoreError, String(call));
    });
  });
}

/** One place, the stores opened on it, who lives and what time it is. */
class Stage {
  time = now;
  readonly #place: StorePlace;
  readonly #dead = new Set<string>();
  readonly #stores: AliasStore[] = [];

  constructor(place: StorePlace) {
    this.#place = place;
  }

  async open(instance = 'instance'): Promise<Store> {
    const isInstanceAlive = (other: string) => !this.#dead.has(other);
    const store = await this.#place.open({ instance, isInstanceAlive, clock: () => this.time });
    this.#stores.push(store);
    return store;
  }

  kill(instance: string): void {
    this.#dead.add(instance);
  }

  async alias(store: AliasStore, fields: Partial<AliasRecord> = {}): Promise<AliasKey> {
    const key = randomKey();
    assert.equal(await store.create(key, aliasRecord(fields)), true);
    return key;
  }

  async clear(): Promise<void> {
    for (const store of this.#stores) await store.close();
    await this.#place.remove();
  }
}

/** By the owner, of an alias as it was seen. */
function destruction(seen: AliasRecord): Destruction {
  return { cause: 'destroyedByOwner', at: now, seen };
}

const spent = { verdict: 'spent' } as const;
const gone = (key: AliasKey) => refused(key, 'gone');

function refused(key: AliasKey, life: string) {
  return { verdict: 'refused', key, life };
}

/** A record with its octets in a form that compares, whatever class holds them. */
function plain(record: AliasRecord | undefined) {
  if (record === undefined) return undefined;
  const { tokenHash, attributes, sealed } = record;
  return { ...record, tokenHash: hex(tokenHash), attributes: hex(attributes), sealed: hex(sealed) };
}

function plainEnd(end: AliasEnd | undefined) {
  return end && { ...end, tokenHash: hex(end.tokenHash) };
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

const limit = (max: number) => fc.option(fc.nat({ max }));
const instant = fc.integer({ min: now - 5, max: now + 5 });

const callArbitrary = fc.record({
  call: fc.constantFrom(
    'create',
    'create',
    'spend',
    'spend',
    'spend',
    'settle',
    'refund',
    'doubt',
    'change',
    'confirm',
    'destroy',
    'sweep',
  ),
  which: fc.nat({ max: 2 }),
  at: instant,
  record: fc.record({
    maxUses: limit(3),
    validFrom: fc.option(instant, { freq: 4 }),
    validUntil: fc.option(instant, { freq: 4 }),
    validForMs: limit(10),
    idleForMs: limit(10),
    clock: fc.constantFrom('creation', 'first-use'),
    state: fc.constantFrom('active', 'active', 'active', 'paused', 'unconfirmed'),
    createdAt: fc.constant(now),
    firstDeliveryAt: fc.constant(null),
    lastDeliveryAt: fc.constant(null),
    delivered: fc.constant(0),
    pending: fc.constant([]),
    tokenHash: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    attributes: fc.oneof(fc.constant(noAttributes), fc.uint8Array({ maxLength: 400 })),
    sealed: fc.uint8Array({ maxLength: 200 }),
  }),
});

interface Call {
  readonly key: AliasKey;
  readonly reservation: Reservation;
  readonly at: number;
  readonly record: AliasRecord;
}

async function calledOn(
  store: AliasStore,
  call: string,
  { key, reservation, at, record }: Call,
): Promise<unknown> {
  switch (call) {
    case 'create':
      return store.create(key, record);
    case 'spend': {
      // A store need not tell which use is the last.
      const { verdict, ...refusal } = { ...(await store.spend(reservation, at)), isLast: undefined };
      return { verdict, ...refusal };
    }
    case 'settle':
      return store.settle(reservation, at);
    case 'refund':
      return store.refund(reservation);
    case 'doubt':
      return store.doubt(reservation);
    case 'change': {
      const { state, maxUses, validUntil, idleForMs, attributes, sealed } = record;
      return plain(await store.change(key, { state, maxUses, validUntil, idleForMs, attributes, sealed }));
    }
    case 'confirm':
      return store.confirm(key, (await store.find(key))?.tokenHash ?? record.tokenHash, at);
    case 'destroy':
      return store.destroy(key, { cause: 'destroyedByOwner', at });
    default:
      return store.sweep(at);
  }
}
