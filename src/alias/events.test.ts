// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AliasEvent, createAliasEvents } from './events.ts';

function follower() {
  const heard: AliasEvent[] = [];
  return { heard, hear: (event: AliasEvent) => void heard.push(event) };
}

describe('the events of aliases', () => {
  it('reach who follows that alias, until it stops', () => {
    const events = createAliasEvents(() => 0);
    const [one, other] = [follower(), follower()];
    const stop = events.follow('a', one.hear);
    events.follow('b', other.hear);
    events.publish('a', 'spent');
    stop?.();
    stop?.();
    events.publish('a', 'settled');
    assert.deepEqual([one.heard, other.heard], [['spent'], []]);
  });

  it('go to no more followers than allowed, of one alias and of all', () => {
    const events = createAliasEvents(() => 0, { perAlias: 2, inAll: 3 });
    const stops = ['a', 'a', 'a', 'b', 'c'].map((key) => events.follow(key, follower().hear));
    assert.deepEqual(
      stops.map((stop) => stop !== undefined),
      [true, true, false, true, false],
    );
    stops[0]?.();
    assert.ok(events.follow('c', follower().hear));
  });

  it('let a follower leave while it hears', () => {
    const events = createAliasEvents(() => 0);
    const last = follower();
    const stop = events.follow('a', () => stop?.());
    events.follow('a', last.hear);
    events.publish('a', 'changed');
    events.publish('a', 'destroyed');
    assert.deepEqual(last.heard, ['changed', 'destroyed']);
  });

  it('are remembered as outcomes, newest first, and only as many as fit', () => {
    let now = 0;
    const events = createAliasEvents(() => now);
    for (const event of ['spent', 'settled', 'changed', 'refunded', 'refused', 'doubted'] as const) {
      now += 1;
      events.publish('a', event);
    }
    assert.deepEqual(events.recent('a'), [
      { at: 6, ending: 'inDoubt' },
      { at: 5, ending: 'refusedByUs' },
      { at: 4, ending: 'refusedByNextHop' },
      { at: 2, ending: 'delivered' },
    ]);
    for (let i = 0; i < 50; i++) events.ended('a', 'delivered');
    assert.equal(events.recent('a').length, 20);
    for (const untold of ['aborted', 'ignored', 'unreported'] as const) events.ended('b', untold);
    assert.deepEqual(events.recent('b'), []);
    for (let i = 0; i < 5000; i++) events.publish(`k${i}`, 'settled');
    assert.deepEqual(events.recent('a'), []);
  });

  it('are forgotten with the alias', () => {
    const events = createAliasEvents(() => 0);
    events.publish('a', 'settled');
    events.publish('a', 'destroyed');
    assert.deepEqual(events.recent('a'), []);
  });
});
