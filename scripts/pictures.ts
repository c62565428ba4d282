// SPDX-License-Identifier: MIT
/** Draws the pictures that must be PNG: the icon of the website, what social networks show for a link, and the extension's icons. */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { iconSizes } from '../extension/manifest.ts';
import { mayfly } from '../src/web/mayfly.ts';

const icons = new URL('../extension/static/icons/', import.meta.url);
const assets = new URL('../src/web/assets/', import.meta.url);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

const icon = await readFile(new URL('favicon.svg', assets), 'utf8');
await draw(new URL('icon.png', assets), 512, 512, icon.replace('rx="14"', 'rx="0"'));
// Launchers cut a maskable icon into shapes of theirs: what matters is within a circle of four fifths of it.
const ground = '<rect x="-12" y="-12" width="88" height="88" ';
const maskable = icon.replace('0 0 64 64', '-12 -12 88 88').replace(/<rect [^>]*rx="14" /, ground);
await draw(new URL('icon-maskable.png', assets), 512, 512, maskable);
await draw(
  new URL('social.png', assets),
  1200,
  630,
  `<style>
  body { background: #0f1d22; color: #e9efea; display: grid; grid-template-columns: 1fr 480px; align-items: center;
    padding: 60px 80px; box-sizing: border-box; font: 38px/1.4 Georgia, "Palatino Linotype", serif; }
  h1 { font-size: 108px; line-height: 1; margin: 0 0 24px; font-weight: 600; }
  p { margin: 0; color: #a7bbbb; }
  svg { fill: none; stroke: #e9efea; stroke-width: 1.6; stroke-linecap: round; width: 480px; }
  .wing { fill: #f2b55940 } .body { fill: #e9efea; stroke: none } .eye { fill: #f2b559; stroke: none }
  .vein { stroke-width: .8; opacity: .55 } .ripple { stroke: #6fa3ad }
  </style><div><h1>Mayfly</h1><p>Email addresses that self-destruct</p></div>${await mayfly('large')}`,
);
for (const size of iconSizes) await draw(new URL(`${size}.png`, icons), size, size, icon);
await browser.close();

async function draw(file: URL, width: number, height: number, content: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(
    `<!doctype html><style>html, body { margin: 0; block-size: 100%; overflow: hidden }</style>${content}`,
  );
  await writeFile(file, await page.screenshot());
  await page.close();
}
