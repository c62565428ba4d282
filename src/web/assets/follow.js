// SPDX-License-Identifier: MIT
// The page of an alias follows what happens to it, and the sandbox what arrives. Browsers grant a site six connections: one tab of
// them listens for all, and a page that nobody sees holds none.

import { $, $$, ask, enhance, fill, language } from './base.js';

const me = `${Math.random()}`;
const channel = new BroadcastChannel('mayfly');
// What this page follows: the link of an alias, or the sandbox.
let topic;
let place;
let askedAt = 0;
// The number of the last request for what is shown here, and of the one whose answer is.
let lastAsked = 0;
let lastShown = 0;

export function follow(element) {
  place = element;
  topic = { link: place.dataset.live, url: new URL(place.dataset.events, location.href).href };
  moveTime();
  wish();
}

setInterval(() => {
  if (topic && !place.isConnected) {
    topic = undefined;
    wish();
  }
  moveTime();
}, 1000);
document.addEventListener('visibilitychange', async () => {
  if (!document.hidden && isShown()) await renew();
  wish();
});
addEventListener('pagehide', () => channel.postMessage({ from: me, topic: undefined }));
addEventListener('pageshow', (event) => event.persisted && wish());

function isShown() {
  return place?.isConnected && !place.hidden;
}

// ---- one tab listens for all of this browser

// What each tab wants to hear of; kept by every tab, since any of them may have to listen next.
const wishes = new Map();
// As many as the server takes in one stream.
const mostFollowed = 50;
let leaving;
let isLeading = false;
let streams = [];

function wantedHere() {
  return isShown() && !document.hidden ? topic : undefined;
}

function wish() {
  const wanted = wantedHere();
  note(me, wanted);
  channel.postMessage({ from: me, topic: wanted });
  if (wanted === undefined) return leaving?.();
  if (leaving) return attune();
  if (!navigator.locks) return lead();
  const waiting = new AbortController();
  leaving = () => {
    leaving = undefined;
    waiting.abort();
  };
  navigator.locks.request('mayfly.stream', { signal: waiting.signal }, lead).catch(() => {});
}

// Without locks (plain HTTP) each tab listens for itself.
function note(tab, wanted) {
  if (tab !== me && !navigator.locks) return;
  if (wanted) wishes.set(tab, wanted);
  else wishes.delete(tab);
}

// Listens until this page is hidden or ends.
function lead() {
  return new Promise((resolve) => {
    isLeading = true;
    leaving = () => {
      isLeading = false;
      leaving = undefined;
      attune();
      resolve();
    };
    channel.postMessage({ from: me, asks: true });
    attune();
  });
}

channel.addEventListener('message', ({ data }) => {
  if (data.asks) channel.postMessage({ from: me, topic: wantedHere() });
  else if (data.heard) hear(data.heard);
  else {
    note(data.from, data.topic);
    const known = streams.find((stream) => stream.isOpen && isOf(stream, data.topic));
    attune();
    // A page that has just come may have missed what this stream has told before.
    if (known && streams.includes(known)) tell({ ...data.topic, event: 'listening' });
  }
});

function isOf({ url, links }, topic) {
  return topic?.url === url && links.includes(topic.link);
}

// Opens a stream for what is wanted now, and closes the one before only when it is there.
function attune() {
  const wanted = isLeading ? [...wishes.values()] : [];
  const urls = [...new Set(wanted.map(({ url }) => url))];
  const next = urls.map((url) => {
    const links = [...new Set(wanted.filter((one) => one.url === url).map(({ link }) => link))];
    links.splice(mostFollowed);
    links.sort();
    const same = streams.find((stream) => stream.url === url && stream.links.join() === links.join());
    return same ?? { url, links, wait: 1000, gone: new AbortController() };
  });
  const before = streams.filter((stream) => !next.includes(stream));
  for (const stream of before) if (!urls.includes(stream.url)) stream.gone.abort();
  const fresh = next.filter((stream) => !streams.includes(stream));
  streams = next;
  for (const stream of fresh)
    listen(
      stream,
      before.filter(({ url }) => url === stream.url),
    );
}

async function listen(stream, before) {
  while (streams.includes(stream)) {
    try {
      await read(stream, before);
    } catch {
      // The connection is lost; another try is all that can be done about it.
    }
    for (const { gone } of before) gone.abort();
    if (!streams.includes(stream)) return;
    await new Promise((resolve) => setTimeout(resolve, stream.wait));
    stream.wait = Math.min(stream.wait * 2, 60_000);
  }
}

// Server-sent events by fetch, since EventSource can send no tokens.
async function read(stream, before) {
  const { url, links, gone } = stream;
  const aliases = links.filter(Boolean).map((link) => {
    const [address, token] = link.split('/');
    return { address: decodeURIComponent(address), token };
  });
  const asked = aliases.length
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ aliases }) }
    : {};
  const response = await fetch(url, { ...asked, signal: gone.signal });
  if (!response.ok) throw new Error();
  stream.isOpen = true;
  for (const old of before) old.gone.abort();
  for (const link of links) tell({ url, link, event: 'listening' });
  stream.wait = 1000;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (text + value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)/.exec(block) ?? [];
      if (!event) continue;
      const { address } = JSON.parse(data);
      const link = links.find((one) => !address || decodeURIComponent(one.split('/')[0]) === address);
      tell({ url, link, event });
    }
  }
}

function tell(heard) {
  channel.postMessage({ from: me, heard });
  hear(heard);
}

// ---- the page

function hear({ url, link, event }) {
  if (!isShown() || url !== topic.url || link !== topic.link) return;
  if (event === 'destroyed') return ended();
  // What happened between the page and the stream shows too, once; and after every break.
  renew();
}

// A post, since the link of an alias must be in no address. A reading, all the same.
async function renew() {
  if (!isShown()) return;
  const before = place;
  lastAsked += 1;
  const turn = lastAsked;
  try {
    const { page, status } = topic.link
      ? await ask(place.dataset.page, { link: topic.link })
      : await ask(location.href);
    // The answer of a form has come in between: nobody can tell which of the two is older.
    if (place !== before) return renew();
    // A later one was faster.
    if (turn < lastShown) return;
    lastShown = turn;
    if (status === 404 || status === 410) gone(page);
    else if (status === 200) for (const id of ['state', 'switch', 'test', 'history']) replace(id, page);
  } catch {
    // It shows at the next event, or when the connection is back.
  }
}

function replace(id, other) {
  const [old, fresh] = [document, other].map((root) => root.getElementById(id));
  if (!old || !fresh || old.contains(document.activeElement)) return;
  // It says there what became of a test message.
  if (id === 'test' && old.childElementCount === fresh.childElementCount) return;
  const before = $$('.spent', old).length;
  const said = $('#uses-left', old)?.textContent;
  for (const use of $$('.spent', fresh).slice(0, $$('.spent', fresh).length - before))
    use.classList.add('just');
  enhance(fresh);
  // What was said of the last deed holds no longer when somebody did another elsewhere.
  if (id === 'state' && old.className !== fresh.className) $('main > .notice.good')?.remove();
  if (id === 'state' && !fresh.classList.contains('unconfirmed')) agreed();
  old.replaceWith(document.adoptNode(fresh));
  moveTime();
  const says = $('#uses-left')?.textContent ?? '';
  if (id === 'state' && says !== said) $('#said').textContent = says;
}

// What was said of the owner of the target, who has agreed since.
function agreed() {
  const rest = $('#once-agreed');
  rest?.replaceWith(rest.dataset.stop);
  const heading = $('h1[data-agreed]');
  if (!heading) return;
  document.title = document.title.replace(heading.textContent, () => heading.dataset.agreed);
  heading.textContent = heading.dataset.agreed;
  heading.removeAttribute('data-agreed');
}

// In the words of the page that tells how it ended; where that cannot be had, in those that hold for every end.
async function ended() {
  await renew();
  gone();
}

function gone(page) {
  const end = $('#gone');
  if (!end) return;
  const how = page?.getElementById('how');
  if (how) $('p', end).replaceWith(document.adoptNode(how));
  // What was said of the last deed is of no use any more.
  $('main > .notice.good')?.remove();
  place.hidden = true;
  for (const part of ['#actions', '#history', '.live']) $(part)?.setAttribute('hidden', '');
  end.hidden = false;
  end.setAttribute('role', 'status');
  wish();
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
  if (isShown() && now - askedAt > 2000 && $$('[data-left]').some((line) => line.dataset.left <= now)) {
    askedAt = now;
    renew();
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
