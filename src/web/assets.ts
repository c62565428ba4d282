// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { directionOf, type Language, languages } from './language.ts';

/** The files that pages refer to. */
export interface Assets {
  /** Path from the root, with a hash of the content, so that it may be cached for ever. Throws for an unknown name. */
  path(name: string): string;
  readonly routes: Hono;
}

let loaded: Assets | undefined;

/** Reads the files beside this module, and compresses them once and for all. */
export function loadAssets(): Assets {
  loaded ??= readAssets();
  return loaded;
}

function readAssets(): Assets {
  const folder = new URL('./assets/', import.meta.url);
  const files: Asset[] = [];
  const pathOf = new Map<string, string>();
  for (const [name, octets] of inOrder(folder)) {
    const file = createAsset(name, name.endsWith('.js') ? withImports(octets, pathOf) : octets);
    files.push(file);
    pathOf.set(name, file.path);
  }
  const path = (name: string): string => {
    const found = pathOf.get(name);
    if (found === undefined) throw new Error(`there is no asset ${name}`);
    return found;
  };
  const manifests = (Object.keys(languages) as Language[]).map((language) =>
    createAsset(`manifest-${language}.webmanifest`, Buffer.from(JSON.stringify(manifestOf(language, path)))),
  );
  for (const { name, path } of manifests) pathOf.set(name, path);

  const routes = new Hono();
  for (const asset of [...files, ...manifests]) routes.get(`/${asset.path}`, (c) => answer(c, asset));
  return { path, routes };
}

const importOf = /(?<=(?:from |import\()')\.\/([\w.-]+)(?=')/g;

/** The files of a folder, each after those that it imports. */
function inOrder(folder: URL): Map<string, Buffer> {
  const read = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]));
  const ordered = new Map<string, Buffer>();
  const add = (name: string): void => {
    const octets = read.get(name);
    if (octets === undefined) throw new Error(`there is no asset ${name}`);
    if (name.endsWith('.js'))
      for (const [, imported = ''] of octets.toString().matchAll(importOf))
        if (!ordered.has(imported)) add(imported);
    ordered.set(name, octets);
  };
  for (const name of read.keys()) if (!ordered.has(name)) add(name);
  return ordered;
}

/** A script with the modules that it imports under the names by which they are served. */
function withImports(octets: Buffer, pathOf: ReadonlyMap<string, string>): Buffer {
  const name = (imported: string): string => (pathOf.get(imported) ?? '').slice('assets/'.length);
  return Buffer.from(octets.toString().replace(importOf, (_, imported: string) => `./${name(imported)}`));
}

interface Asset {
  readonly name: string;
  readonly path: string;
  readonly etag: string;
  readonly type: string;
  readonly octets: Uint8Array<ArrayBuffer>;
  /** Absent for what does not shrink. */
  readonly compressed?: {
    readonly br: Uint8Array<ArrayBuffer>;
    readonly gzip: Uint8Array<ArrayBuffer>;
  };
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml; charset=utf-8',
  webmanifest: 'application/manifest+json',
};

function createAsset(name: string, octets: Buffer): Asset {
  const hash = createHash('sha256').update(octets).digest('base64url').slice(0, 12);
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1);
  const asset = {
    name,
    path: `assets/${name.slice(0, dot)}.${hash}.${extension}`,
    etag: `"${hash}"`,
    type: types[extension] ?? 'application/octet-stream',
    octets: new Uint8Array(octets),
  };
  if (extension === 'png') return asset;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const br = new Uint8Array(brotliCompressSync(octets, quality));
  return { ...asset, compressed: { br, gzip: new Uint8Array(gzipSync(octets, { level: 9 })) } };
}

function answer(c: Context, asset: Asset): Response {
  const headers = {
    'cache-control': 'public, max-age=31536000, immutable',
    etag: asset.etag,
    ...(asset.compressed && { vary: 'accept-encoding' }),
  };
  if (c.req.header('if-none-match')?.includes(asset.etag)) return c.body(null, 304, headers);
  const coding = asset.compressed && preferredCoding(c.req.header('accept-encoding') ?? '');
  const octets = coding === undefined ? asset.octets : asset.compressed?.[coding];
  return c.body(octets ?? asset.octets, 200, {
    ...headers,
    'content-type': asset.type,
    ...(coding && { 'content-encoding': coding }),
  });
}

/** The better of our codings that the client takes (RFC 9110 §12.5.3); a weight of nothing refuses one. */
function preferredCoding(accepted: string): 'br' | 'gzip' | undefined {
  const offers = accepted
    .toLowerCase()
    .split(',')
    .map((offer) => offer.replaceAll(' ', ''));
  const takes = (coding: string) =>
    offers.some(
      (offer) =>
        offer === coding || (offer.startsWith(`${coding};q=`) && Number(offer.slice(coding.length + 3)) > 0),
    );
  return (['br', 'gzip'] as const).find(takes);
}

/** A web app manifest: how the site is installed, and what may be shared with it. Its paths are relative to itself. */
function manifestOf(language: Language, path: (name: string) => string): object {
  const text = languages[language];
  const iconUrl = (name: string) => path(name).slice('assets/'.length);
  const png = { sizes: '512x512', type: 'image/png' };
  return {
    // Read from the start address, unlike the others.
    id: './',
    lang: language,
    dir: directionOf(language),
    name: 'Mayfly',
    short_name: 'Mayfly',
    description: text.tagline,
    // By `app` the script knows that the site is installed.
    start_url: '../?app',
    scope: '../',
    display: 'minimal-ui',
    background_color: '#f6f3ea',
    theme_color: '#17343c',
    icons: [
      { src: iconUrl('favicon.svg'), sizes: 'any', type: 'image/svg+xml' },
      { ...png, src: iconUrl('icon.png'), purpose: 'any' },
      { ...png, src: iconUrl('icon-maskable.png'), purpose: 'maskable' },
    ],
    shortcuts: [{ name: text.menu.mine, url: '../mine' }],
    share_target: {
      action: '../share',
      method: 'GET',
      params: { title: 'title', text: 'text', url: 'url' },
    },
  };
}
