// SPDX-License-Identifier: MIT
// What every script of the pages needs: looking things up, local times, what the browser keeps, and going from form to page without
// an address that says anything. Builds no HTML from text.

const page = document.documentElement.lang;
// The visitor's own variety of the language of the page: British dates for the British. Digits and calendar are those of the server.
export const language = new Intl.Locale(
  navigator.languages.find((tag) => tag.split('-')[0] === page) ?? page,
  {
    numberingSystem: 'latn',
    calendar: 'gregory',
  },
).toString();
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const fill = (words, gaps) => words.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);

export function localTime(when) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(when));
}

// Things that a fetched part of a page needs as well.
export function enhance(root) {
  for (const time of $$('time', root)) time.textContent = localTime(time.dateTime);
  for (const element of $$('[data-script]', root)) element.hidden = false;
  for (const button of $$('[data-copy]', root)) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', () => copy(button));
  }
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
export function stored(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, JSON.stringify(value));
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

// ---- what this browser remembers: keys, and aliases of which only the link is known

export function readAliases() {
  const list = stored('mayfly.aliases');
  return Array.isArray(list) ? list.filter(isAlias) : [];
}

export function isAlias(entry) {
  return (
    /^[^\s/?#@]{1,64}@[^\s/?#@]{1,253}$/.test(entry?.address) &&
    /^[\w-]{1,100}$/.test(entry.token) &&
    (entry.note === undefined || typeof entry.note === 'string')
  );
}

export function readKeys() {
  const list = stored('mayfly.keys');
  return Array.isArray(list) ? list.filter(isKey) : [];
}

export function isKey(entry) {
  return (
    /^mayfly[a-z0-9]{34,54}$/.test(entry?.key) &&
    typeof entry.target === 'string' &&
    (entry.label === undefined || typeof entry.label === 'string')
  );
}

// The one that was used last comes first.
export function rememberKey({ key, target, label }) {
  stored('mayfly.keys', [{ key, target, label }, ...readKeys().filter((one) => one.key !== key)]);
}

export function forgetKey(key) {
  stored(
    'mayfly.keys',
    readKeys().filter((one) => one.key !== key),
  );
}

// ---- from form to page

let shownPath = location.pathname;
let start = () => {};

// Calls back for this page, and for each that takes its place.
export function onPage(callback) {
  start = callback;
  callback();
}

// What a form is answered with, or without fields the page of an address. XMLHttpRequest parses HTML into a document that runs nothing,
// without handing text to a sink.
export function ask(action, fields) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(fields ? 'POST' : 'GET', action);
    request.setRequestHeader('accept', 'text/html');
    request.responseType = 'document';
    request.onloadend = () => {
      if (!request.response) return reject(new Error('no page'));
      resolve({ page: request.response, status: request.status, url: request.responseURL });
    };
    request.send(fields && new URLSearchParams(fields));
  });
}

// The page in place of this one: what was sent is in no history, so that Back asks nothing and a reload sends nothing.
export function show({ page, url }) {
  const fresh = $('main', page);
  const { place } = fresh.dataset;
  if (place !== undefined) {
    const to = new URL(place, url);
    if (to.href !== location.href) history.pushState(null, '', to);
    shownPath = to.pathname;
  }
  document.title = page.title;
  $('.top').replaceWith(document.adoptNode($('.top', page)));
  $('main').replaceWith(document.adoptNode(fresh));
  scrollTo(0, 0);
  ($('#faults') ?? $('main')).focus();
  start();
}

export function send(form, submitter) {
  return once(form, async () => show(await ask(form.action, new FormData(form, submitter))));
}

// What a form is sent for, and not again before it is there; where no answer comes, the page says so.
export async function once(form, work) {
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  $('#away').hidden = true;
  try {
    await work();
  } catch {
    $('#away').hidden = false;
    $('#away').scrollIntoView();
  }
  form.ariaBusy = null;
}

addEventListener('submit', (event) => {
  if (event.defaultPrevented || event.target.method !== 'post') return;
  event.preventDefault();
  send(event.target, event.submitter);
});

// Back, forward, or another link in the address bar.
addEventListener('popstate', () => {
  if (location.pathname !== shownPath || /\/(m|key)$/.test(shownPath)) location.reload();
});

// Within a page, the focus goes where a link says; the address stays, for it may have a secret.
addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const goal = link && document.getElementById(link.getAttribute('href').slice(1));
  if (!goal) return;
  event.preventDefault();
  goal.scrollIntoView();
  goal.focus();
});
