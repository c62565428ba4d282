// SPDX-License-Identifier: MIT
// What the pages do beyond plain HTML: local times, copying, the sentence on the button, pictures that follow the mail,
// and the keys and aliases that this browser remembers. Every page works without it.

import {
  $,
  $$,
  ask,
  enhance,
  fill,
  forgetKey,
  language,
  localTime,
  once,
  onPage,
  readKeys,
  rememberKey,
  send,
  show,
  stored,
} from './base.js';

let remembers = true;
// What was chosen for the alias that is being made.
let chosenLast;

onPage(async () => {
  const main = $('main');
  const { place } = main.dataset;
  // A link of before has its secret in the path: on to the same page without.
  if (place !== undefined && /\/m\/./.test(location.pathname)) return location.replace(place);
  // No control is shown before what it does is here.
  const [follower, list] = await Promise.all([
    $('[data-live]') && import('./follow.js').catch(notLoaded),
    $('#mine') && import('./mine.js').catch(notLoaded),
  ]);
  // Another page took its place meanwhile.
  if (!main.isConnected) return;
  if ($('#mine') && !list) {
    $('#away').hidden = false;
    return;
  }
  enhance(document);
  for (const link of $$('.foot a[href^="?"]')) link.hash = location.hash;
  for (const link of $$('#bookmarklet'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      alert(link.dataset.clicked);
    });
  if ($('#make')) makeForm($('#make'));
  if ($('[data-made]')) made(JSON.parse($('[data-made]').dataset.made));
  if ($('#hold:not([data-noscript])')) openHeld($('#hold'));
  if ($('#key')) keyPage($('#key'));
  if ($('[data-forget]')) forgetKey($('[data-forget]').dataset.forget);
  follower?.follow($('[data-live]'));
  list?.mine($('#mine'));
});

// A page that is not followed shows how things were when it came; a list cannot be had at all.
function notLoaded() {}

// What becomes of a test message is said beside its button, and the page stays: a key may be on it that is shown this once.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!('test' in form.dataset)) return;
  event.preventDefault();
  const place = $('[role=status]', form);
  // The same words once more are news too.
  place.textContent = place.className = '';
  once(form, async () => {
    const answer = await ask(form.action, new FormData(form, event.submitter));
    const news = $('#tested', answer.page);
    if (!news && answer.status === 200) return show(answer);
    place.className = news?.className ?? 'notice bad';
    place.textContent = (news ?? $('h1', answer.page)).textContent;
  });
});

if (new URLSearchParams(location.search).has('app')) keepOfflinePage();

// The installed site has a page for where there is no connection.
function keepOfflinePage() {
  const url = new URL('../offline-worker.js', import.meta.url).href;
  const policy = window.trustedTypes?.createPolicy('mayfly', { createScriptURL: () => url });
  navigator.serviceWorker?.register(policy?.createScriptURL('') ?? url).catch(() => {});
}

// A link of the page of an alias or of a key has its secret behind #; a key may also be remembered.
function openHeld(form) {
  const field = $('input', form);
  const isKey = field.name === 'key';
  const secret = location.hash.slice(1) || (isKey && readKeys()[0]?.key);
  if (!secret || $('.fault', form)) return;
  field.value = secret;
  send(form);
}

function keyPage(place) {
  const { key, target, label } = place.dataset;
  const draw = () => {
    const isKept = readKeys().some((one) => one.key === key);
    for (const element of $$('.kept', place)) element.hidden = !isKept;
    for (const element of $$('.unkept', place)) element.hidden = isKept;
  };
  if (readKeys().some((one) => one.key === key)) rememberKey({ key, target, label });
  const deeds = { remember: () => rememberKey({ key, target, label }), forget: () => forgetKey(key) };
  for (const button of $$('[data-do]', place))
    button.addEventListener('click', () => {
      deeds[button.dataset.do]();
      draw();
      $('button:not([hidden])', place).focus();
    });
  draw();
}

// ---- make

function makeForm(form) {
  const settings = ['target', 'uses', 'usesOther', 'time', 'timeOther', 'timeUnit', 'style', 'domain'];
  const field = (name) => form.elements.namedItem(name);
  const last = stored('mayfly.settings');
  const isFresh = !location.search.match(/uses|time|target/) && !$('#faults');
  if (isFresh && last)
    for (const name of settings) if (field(name) && last[name]) field(name).value = last[name];
  offerKeys();

  form.addEventListener('input', promise);
  form.addEventListener('submit', () => {
    remembers = $('#remember').checked;
    const said = settings.filter((name) => field(name)).map((name) => [name, field(name).value]);
    chosenLast = Object.fromEntries(said);
  });
  promise();

  // Keys that this browser remembers, in place of the address that they stand for.
  function offerKeys() {
    const keys = readKeys();
    const given = $('#target', form)?.closest('.field');
    if (!given) {
      if (field('key')?.type === 'text' && !field('key').value) field('key').value = keys[0]?.key ?? '';
      return;
    }
    if (keys.length === 0 || $('#faults')) return;
    const choice = document.createElement('select');
    choice.id = choice.name = 'key';
    choice.append(
      ...keys.map(({ key, target, label }) => new Option(label ? `${target} (${label})` : target, key)),
      new Option(form.dataset.elsewhere, ''),
    );
    const label = document.createElement('label');
    label.htmlFor = 'key';
    label.textContent = form.dataset.goesTo;
    const place = document.createElement('div');
    place.className = 'field';
    place.append(label, choice);
    given.before(place);
    const change = () => {
      given.hidden = choice.value !== '';
      field('target').disabled = given.hidden;
    };
    choice.addEventListener('change', change);
    change();
  }

  // Says on the button what it will do.
  function promise() {
    const line = $('#promise');
    line.dataset.plain ??= line.textContent;
    const uses =
      field('uses').value === 'other'
        ? Number(plainNumber(field('usesOther').value))
        : chosen('uses', 'uses');
    const unit = { hours: 36e5, days: 864e5, weeks: 6048e5 }[field('timeUnit').value];
    const written = Number(plainNumber(field('timeOther').value).replace(',', '.'));
    const ms = field('time').value === 'other' ? written * unit : chosen('time', 'ms');
    // Where the operator sets no bound, one of the two must be a limit.
    for (const [name, other] of [
      ['uses', 'time'],
      ['time', 'uses'],
    ]) {
      const most = $(`[name=${name}][value=max]`, form);
      most.disabled = !most.checked && !most.dataset.uses && !most.dataset.ms && field(other).value === 'max';
    }
    const isKnown = uses >= 1 && ms > 0 && ms < 1e13;
    line.textContent = isKnown
      ? fill(line.dataset.both, {
          uses: inMessages(uses, JSON.parse(line.dataset.messages)),
          when: localTime(Date.now() + ms),
        })
      : line.dataset.plain;
  }

  function inMessages(n, forms) {
    return fill(forms[new Intl.PluralRules(language).select(n)] ?? forms.other, {
      n: n.toLocaleString(language),
    });
  }

  function chosen(name, what) {
    return Number($(`[name=${name}]:checked`, form)?.dataset[what]);
  }
}

// As the server reads it: digits of Japanese and Arabic keyboards count as what they are.
function plainNumber(written) {
  return written
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) & 0xf)
    .replace('\u066b', '.');
}

// ---- made: what this browser remembers

function made({ key, target }) {
  if (!remembers) return;
  if (chosenLast) stored('mayfly.settings', chosenLast);
  rememberKey({ label: '', ...readKeys().find((one) => one.key === key), key, target });
  $('#kept').hidden = false;
}
