// SPDX-License-Identifier: MIT
// My aliases: the server is asked with the keys and links that this browser remembers, in one request.

import {
  $,
  $$,
  ask,
  enhance,
  fill,
  isAlias,
  isKey,
  once,
  readAliases,
  readKeys,
  show,
  stored,
} from './base.js';

export async function mine(place) {
  const [status, undo] = [$('[role=status]', place), $('[data-do=undo]', place)];
  const isAsked = place.dataset.asked !== undefined;
  let forgotten = { aliases: [], keys: [] };
  const everForgotten = new Set();
  if (isAsked || readKeys().length + readAliases().length === 0) draw();
  else {
    // What is done with the list would be lost with this page when the answer takes its place; without an answer it can be done here.
    const own = status.closest('[data-script]');
    own.hidden = true;
    await refresh();
    if (!place.isConnected) return;
    own.hidden = false;
  }

  const deeds = {
    export: () => save(JSON.stringify({ mayfly: 1, aliases: readAliases(), keys: readKeys() }, null, 2)),
    forgetGone: () => forget(({ address }) => rowOf(address)?.dataset.state === 'gone'),
    forgetAll: (button) => {
      if (!confirm(button.dataset.sure)) return;
      const settings = stored('mayfly.settings');
      localStorage.removeItem('mayfly.settings');
      forget(() => true, settings);
    },
    forgetKey: (button) => {
      const { deadKey } = button.closest('[data-dead-key]').dataset;
      forget(({ key }) => key === deadKey);
    },
    undo: () => {
      const { aliases, keys, settings } = forgotten;
      const n = putBack('aliases', readAliases(), aliases) + putBack('keys', readKeys(), keys);
      if (settings && !stored('mayfly.settings')) stored('mayfly.settings', settings);
      draw();
      undo.hidden = true;
      status.textContent = fill(status.dataset.restored, { n });
      const row = rowOf(aliases[0]?.entry.address);
      ($('.forget:not([hidden])', row ?? undo) ?? $('[data-do=forgetAll]', place)).focus();
    },
  };
  for (const button of $$('[data-do]', place))
    button.addEventListener('click', () => deeds[button.dataset.do](button));
  for (const button of $$('.forget', place))
    button.addEventListener('click', () =>
      forget(({ address }) => address === button.closest('tr').dataset.address),
    );
  for (const form of $$('form.more', place)) form.addEventListener('submit', more);
  for (const button of $$('button.plain', place)) asLink(button);
  $('[type=file]', place).addEventListener('change', async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) take(await file.text());
  });

  function refresh() {
    const keys = readKeys().map(({ key }) => key);
    const links = readAliases().map(({ address, token }) => `${address}/${token}`);
    const form = $('#hold', place);
    return once(form, async () => show(await ask(form.action, { held: [...keys, ...links].join('\n') })));
  }

  // A link can be opened in another tab, and has its secret where no server sees it.
  function asLink(button) {
    const link = document.createElement('a');
    link.className = button.className.replace('plain ', '');
    link.href = `${button.form.getAttribute('action').replace(/\?.*/, '')}${new URL(button.form.action).search}#${button.value}`;
    link.title = button.title;
    link.append(...button.childNodes);
    button.form.replaceWith(link);
  }

  function rowOf(address) {
    return $$('tr[data-address]', place).find((row) => row.dataset.address === address);
  }

  // A link or a key may be nowhere else: it can be had back as long as this page is open.
  function forget(isForgotten, settings) {
    const [list, known] = [readAliases(), readKeys()];
    const left = (entry) => !isForgotten(entry);
    const gone = (all) =>
      all.map((entry, index) => ({ entry, index })).filter(({ entry }) => isForgotten(entry));
    const [aliases, keys] = [gone(list), gone(known)];
    const n = aliases.length + keys.length;
    if (n === 0) return;
    forgotten = { aliases, keys, settings };
    for (const { entry } of [...aliases, ...keys]) everForgotten.add(idOf(entry));
    stored('mayfly.aliases', list.filter(left));
    stored('mayfly.keys', known.filter(left));
    draw();
    status.textContent = fill(status.dataset.forgotten, { n });
    undo.hidden = false;
    undo.focus();
  }

  function putBack(name, list, gone) {
    const back = gone.filter(({ entry }) => !list.some((one) => idOf(one) === idOf(entry)));
    for (const { entry, index } of back) list.splice(index, 0, entry);
    stored(`mayfly.${name}`, list);
    return back.length;
  }

  // What the browser has forgotten is not shown; what it does not have cannot be forgotten.
  function draw() {
    const known = new Map(readAliases().map((entry) => [entry.address, entry]));
    const held = new Set([...known.keys(), ...readKeys().map(idOf)]);
    const isForgotten = (id) => everForgotten.has(id) && !held.has(id);
    for (const card of $$('[data-listed-key], [data-dead-key]', place))
      card.hidden = isForgotten(card.dataset.listedKey ?? card.dataset.deadKey);
    for (const row of $$('tr[data-address]', place)) {
      const entry = known.get(row.dataset.address);
      row.hidden = isForgotten(row.dataset.address);
      if ($('.forget', row)) $('.forget', row).hidden = entry === undefined;
      const note = $('td', row);
      if (entry?.note && !note.textContent) {
        note.append(document.createElement('bdi'));
        note.firstChild.textContent = entry.note;
      }
    }
    for (const table of $$('section:has(table)', place))
      if (!table.dataset.listedKey) table.hidden = !$('tbody tr:not([hidden])', table);
    const isEmpty = !$('section:not([hidden])', place);
    $('.none', place).hidden = !isEmpty;
    $('#hold', place).toggleAttribute('data-noscript', !isEmpty);
  }

  function more(event) {
    event.preventDefault();
    const form = event.currentTarget;
    return once(form, () => addMore(form));
  }

  async function addMore(form) {
    const card = form.closest('section');
    const { page } = await ask(form.action, new FormData(form));
    const [rest, next] = [$('tbody', page), $('form.more', page)];
    const fresh = [...rest.children].map((row) => document.adoptNode(row));
    $('tbody', card).append(...fresh);
    for (const row of fresh) {
      enhance(row);
      for (const button of $$('button.plain', row)) asLink(button);
    }
    if (next) $('[name=after]', form).value = $('[name=after]', next).value;
    else form.remove();
    $('a', fresh[0])?.focus();
  }

  function save(text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'mayfly-aliases.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function take(text) {
    try {
      const { aliases = [], keys = [] } = JSON.parse(text);
      const [list, known] = [readAliases(), readKeys()];
      const isNew = (name, all) => (entry) => !all.some((one) => one[name] === entry[name]);
      const fresh = aliases.filter(isAlias).filter(isNew('address', list));
      const freshKeys = keys.filter(isKey).filter(isNew('key', known));
      const kept = fresh.map(({ address, token, note, madeAt }) => ({ address, token, note, madeAt }));
      stored('mayfly.aliases', [...list, ...kept]);
      stored('mayfly.keys', [
        ...known,
        ...freshKeys.map(({ key, target, label }) => ({ key, target, label })),
      ]);
      const n = kept.length + freshKeys.length;
      if (n > 0) await refresh();
      const said = $('#mine [role=status]');
      said.textContent = fill(said.dataset.imported, { n });
    } catch {
      status.textContent = status.dataset.failed;
    }
  }
}

// What an alias or a key is known by.
function idOf({ address, key }) {
  return address ?? key;
}
