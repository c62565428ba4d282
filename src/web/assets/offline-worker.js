// SPDX-License-Identifier: MIT
// The service worker of the installed site: where a page of ours cannot be had, it shows one that says so. It keeps that page and what
// it looks like, and nothing that anybody has seen. What is served begins with `version` and `kept`, see offline.ts.
/* global version, kept */

const name = `mayfly-offline-${version}`;

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(offlinePage));
  else if (isKept(request.url)) event.respondWith(keptOrFetched(request));
});

async function keep() {
  const cache = await caches.open(name);
  await cache.addAll([...Object.values(kept.pages), ...kept.looks]);
}

async function forgetOthers() {
  const names = (await caches.keys()).filter(
    (other) => other.startsWith('mayfly-offline-') && other !== name,
  );
  await Promise.all(names.map((other) => caches.delete(other)));
}

// In the first language of the visitor that it is kept in.
async function offlinePage() {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0]).find((language) => kept.pages[language]);
  const cache = await caches.open(name);
  return (await cache.match(kept.pages[wanted ?? 'en'])) ?? Response.error();
}

function isKept(url) {
  return kept.looks.some((path) => new URL(path, location.href).href === url);
}

async function keptOrFetched(request) {
  return (await (await caches.open(name)).match(request)) ?? fetch(request);
}
