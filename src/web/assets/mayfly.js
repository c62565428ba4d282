// What the pages do beyond plain HTML: local times, copying, the sentence on the button, pictures that follow the mail,
// and the list of aliases that this browser remembers. Every page works without it. Builds no HTML from text.

const page = document.documentElement.lang;
// The visitor's own variety of the language of the page: British dates for the British.
const language = navigator.languages.find((tag) => tag.split('-')[0] === page) ?? page;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const fill = (words, gaps) => words.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);

enhance(document);
if ($('#make')) makeForm($('#make'));
if ($('[data-made]')) rememberMade($('[data-made]').dataset.made);
if ($('[data-live]')) follow($('[data-live]'));
if ($('#mine')) mine($('#mine'));
for (const link of $$('#bookmarklet')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    alert(link.dataset.clicked);
  });
}

// Things that a fetched part of a page needs as well.
function enhance(root) {
  for (const time of $$('time', root)) time.textContent = localTime(time.dateTime);
  for (const element of $$('[data-script]', root)) element.hidden = false;
  for (const button of $$('[data-copy]', root)) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', () => copy(button));
  }
}

function localTime(when) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(when));
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const words = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = words;
  }, 2000);
}

// A place in local storage; a browser that forbids it simply forgets.
function stored(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, JSON.stringify(value));
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

// ---- make

function makeForm(form) {
  const settings = ['target', 'uses', 'usesOther', 'time', 'timeOther', 'timeUnit', 'style', 'domain'];
  const field = (name) => form.elements.namedItem(name);
  const last = stored('mayfly.settings');
  const isFresh = !location.search.match(/uses|time|target/) && !$('#faults');
  if (isFresh && last)
    for (const name of settings) if (field(name) && last[name]) field(name).value = last[name];

  form.addEventListener('input', promise);
  form.addEventListener('submit', () => {
    stored('mayfly.settings', Object.fromEntries(settings.map((name) => [name, field(name)?.value])));
    if (note()) sessionStorage.setItem('mayfly.note', note());
  });
  promise();

  function note() {
    return field('note').value.trim();
  }

  // Says on the button what it will do.
  function promise() {
    const line = $('#promise');
    line.dataset.plain ??= line.textContent;
    const uses = field('uses').value === 'other' ? Number(field('usesOther').value) : chosen('uses', 'uses');
    const unit = { hours: 36e5, days: 864e5, weeks: 6048e5 }[field('timeUnit').value];
    const written = Number(field('timeOther').value.replace(',', '.'));
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
          uses: fill(uses === 1 ? line.dataset.one : line.dataset.many, { n: uses.toLocaleString(language) }),
          when: localTime(Date.now() + ms),
        })
      : line.dataset.plain;
  }

  function chosen(name, what) {
    return Number($(`[name=${name}]:checked`, form)?.dataset[what]);
  }
}

// ---- made: the list of this browser

function rememberMade(address) {
  const token = location.pathname.split('/').at(-2);
  const list = readList();
  if (list.some((entry) => entry.address === address)) return;
  const note = sessionStorage.getItem('mayfly.note') ?? '';
  sessionStorage.removeItem('mayfly.note');
  stored('mayfly.aliases', [{ address, token, note, madeAt: new Date().toISOString() }, ...list]);
}

function readList() {
  const list = stored('mayfly.aliases');
  return Array.isArray(list) ? list.filter(isEntry) : [];
}

function isEntry(entry) {
  return (
    /^[^\s/?#@]{1,64}@[^\s/?#@]{1,253}$/.test(entry?.address) &&
    /^[\w-]{1,100}$/.test(entry.token) &&
    (entry.note === undefined || typeof entry.note === 'string')
  );
}

// ---- manage: follows what happens to the alias

async function follow(place) {
  let wait = 1000;
  let askedAt = 0;
  forgetNews();
  moveTime();
  setInterval(moveTime, 1000);
  for (;;) {
    // Browsers grant a site six connections: a page that nobody sees holds none of them.
    if (document.hidden) {
      await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
      if (!document.hidden) await renew();
      continue;
    }
    try {
      await listen();
      wait = 1000;
    } catch {
      // The connection is lost; another try is all that can be done about it.
    }
    if (place.hidden) return;
    if (document.hidden) continue;
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, 60_000);
    await renew();
  }

  // Server-sent events by fetch, since EventSource cannot send the token.
  async function listen() {
    const token = new URL(place.dataset.page ?? '', location.href).pathname.split('/').at(-1);
    const headers = place.dataset.page ? { authorization: `Bearer ${token}` } : {};
    const leaving = new AbortController();
    const leave = () => document.hidden && leaving.abort();
    document.addEventListener('visibilitychange', leave);
    try {
      await read(await fetch(place.dataset.live, { headers, signal: leaving.signal }));
    } finally {
      document.removeEventListener('visibilitychange', leave);
    }
  }

  async function read(response) {
    if (!response.ok) throw new Error();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      if (blocks.some((block) => block.startsWith('event: destroyed'))) gone();
      else if (blocks.some((block) => block.startsWith('event: '))) await renew();
    }
  }

  // XMLHttpRequest parses HTML into a document that runs nothing, without handing text to a sink.
  function renew() {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('GET', place.dataset.page ?? location.href);
      request.responseType = 'document';
      request.onloadend = () => {
        if (request.status === 404 || request.status === 410) gone();
        else if (request.status === 200)
          for (const id of ['state', 'switch', 'history']) replace(id, request.response);
        resolve();
      };
      request.send();
    });
  }

  function replace(id, other) {
    const [old, fresh] = [document, other].map((root) => root.getElementById(id));
    if (!old || !fresh || old.contains(document.activeElement)) return;
    const before = $$('.spent', old).length;
    for (const use of $$('.spent', fresh).slice(0, $$('.spent', fresh).length - before))
      use.classList.add('just');
    enhance(fresh);
    // What was said of the last deed holds no longer when somebody did another elsewhere.
    if (id === 'state' && old.className !== fresh.className) $('main > .notice.good')?.remove();
    old.replaceWith(fresh);
    moveTime();
    if (id === 'state') $('#said').textContent = $('#uses-left')?.textContent ?? '';
  }

  function gone() {
    const end = $('#gone');
    if (!end) return;
    place.hidden = true;
    for (const part of ['#actions', '#history', '.live']) $(part)?.setAttribute('hidden', '');
    end.hidden = false;
    end.setAttribute('role', 'status');
  }

  function moveTime() {
    const now = Date.now();
    for (const bar of $$('[data-until]')) {
      const { from, until } = bar.dataset;
      bar.setAttribute('width', Math.max(0, Math.min(1000, (1000 * (until - now)) / (until - from))));
    }
    for (const line of $$('[data-left]'))
      line.textContent = fill(line.dataset.words, { left: span(line.dataset.left - now) });
    // The server's clock decides; ours only says when to ask.
    if (!place.hidden && now - askedAt > 2000 && $$('[data-left]').some((line) => line.dataset.left <= now)) {
      askedAt = now;
      renew();
    }
  }

  // A reload must not say again what was done before.
  function forgetNews() {
    const url = new URL(location.href);
    if (!url.searchParams.has('done')) return;
    url.searchParams.delete('done');
    history.replaceState(history.state, '', url);
  }
}

// A span of time in its two largest units.
function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units = { day: 86_400, hour: 3600, minute: 60, second: 1 };
  let rest = seconds;
  const parts = Object.entries(units).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return [unit, count];
  });
  const first = Math.min(parts.findIndex(([, count]) => count > 0) >>> 0, 3);
  const words = parts
    .slice(first, first + 2)
    .filter(([, count], i) => count > 0 || i === 0)
    .map(([unit, count]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    );
  return new Intl.ListFormat(language).format(words);
}

// ---- my aliases

function mine(place) {
  const { root, suffix } = place.dataset;
  const states = JSON.parse(place.dataset.states);
  const seen = new Map();
  const status = $('[role=status]', place);
  place.hidden = false;
  draw();

  const deeds = {
    export: () => save(JSON.stringify({ mayfly: 1, aliases: readList() }, null, 2)),
    forgetGone: () => forget((entry) => seen.get(entry.address)?.state === 'gone'),
    forgetAll: (button) => {
      if (!confirm(button.dataset.sure)) return;
      forget(() => true);
      localStorage.removeItem('mayfly.settings');
      sessionStorage.removeItem('mayfly.note');
    },
    undo: () => {
      const known = new Set(readList().map(({ address }) => address));
      const back = forgotten.filter(({ entry }) => !known.has(entry.address));
      const list = readList();
      for (const { entry, index } of back) list.splice(index, 0, entry);
      stored('mayfly.aliases', list);
      draw();
      undo.hidden = true;
      status.textContent = fill(status.dataset.restored, { n: back.length });
      $$('.forget', place)[back[0]?.index ?? 0]?.focus();
    },
  };
  const undo = $('[data-do=undo]', place);
  let forgotten = [];
  for (const button of $$('[data-do]', place))
    button.addEventListener('click', () => deeds[button.dataset.do](button));
  $('[type=file]', place).addEventListener('change', async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) take(await file.text());
  });

  // The link of an alias may be nowhere else: it can be had back as long as this page is open.
  function forget(isForgotten) {
    const list = readList();
    forgotten = list.map((entry, index) => ({ entry, index })).filter(({ entry }) => isForgotten(entry));
    if (forgotten.length === 0) return;
    stored(
      'mayfly.aliases',
      list.filter((entry) => !isForgotten(entry)),
    );
    draw();
    status.textContent = fill(status.dataset.forgotten, { n: forgotten.length });
    undo.hidden = false;
    undo.focus();
  }

  function draw() {
    const list = readList();
    $('.none', place).hidden = list.length > 0;
    $('table', place).hidden = list.length === 0;
    $('tbody', place).replaceChildren(...list.map(row));
  }

  function row(entry) {
    const fresh = $('template', place).content.cloneNode(true).firstElementChild;
    const link = $('a', fresh);
    link.textContent = entry.address;
    link.href = `${root}m/${entry.address}/${entry.token}${suffix}`;
    const [note, state, ends] = $$('td', fresh);
    note.textContent = entry.note ?? '';
    $('button', fresh).ariaLabel = `${$('button', fresh).textContent} ${entry.address}`;
    $('button', fresh).addEventListener('click', () => forget(({ address }) => address === entry.address));
    ask(entry).then((alias) => {
      state.textContent = words(alias);
      if (alias.note) note.textContent = alias.note;
      if (alias.validUntil) ends.textContent = localTime(alias.validUntil);
      if (alias.state === 'gone') link.replaceWith(link.textContent);
    });
    return fresh;
  }

  async function ask({ address, token }) {
    if (seen.has(address)) return seen.get(address);
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    try {
      const response = await fetch(`${root}aliases/${encodeURIComponent(address)}`, { headers });
      const alias = response.ok
        ? await response.json()
        : { state: response.status === 404 || response.status === 410 ? 'gone' : 'unknown' };
      seen.set(address, alias);
      return alias;
    } catch {
      return { state: 'unknown' };
    }
  }

  function words({ state, usesLeft }) {
    if (state !== 'active') return states[state];
    if (usesLeft === null) return states.unlimited;
    return fill(states.active, { left: fill(usesLeft === 1 ? states.one : states.many, { n: usesLeft }) });
  }

  function save(text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'mayfly-aliases.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function take(text) {
    try {
      const list = readList();
      const known = new Set(list.map(({ address }) => address));
      const fresh = JSON.parse(text).aliases.filter((entry) => isEntry(entry) && !known.has(entry.address));
      const kept = fresh.map(({ address, token, note, madeAt }) => ({ address, token, note, madeAt }));
      stored('mayfly.aliases', [...list, ...kept]);
      status.textContent = fill(status.dataset.imported, { n: kept.length });
      draw();
    } catch {
      status.textContent = status.dataset.failed;
    }
  }
}
