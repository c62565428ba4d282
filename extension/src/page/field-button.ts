// SPDX-License-Identifier: MIT
import type { AddressAnswer, AddressRequest } from '../browser/address-request.ts';
import { text } from '../browser/text.ts';
import { isEmailField, isFillable } from './email-field.ts';
import { fillIn } from './fill-in.ts';
import { focusedField } from './find-field.ts';
import { showNotice } from './notice.ts';
import { createOverlay, isSeen, setStyle } from './overlay.ts';

/**
 * The button in fields for an address. It appears when such a field gets the focus, so no page is searched or watched: the event
 * comes from open shadow roots too, and from fields that appear later. Only a real press of the person counts, on a button that
 * could be seen. The script knows neither key nor server; it asks the background for an address, which judges by itself
 * who asks.
 */

/** Side of the button, and its distance from the field's edge, px. */
const sidePx = 24;
const insetPx = 4;
/** A button is pressed by accident or by deceit when it has just appeared, ms. */
const youngestMs = 300;

const overlay = createOverlay();
const button = createButton();
overlay.root.append(button);
let field: HTMLInputElement | undefined;
let shownAt = 0;
const isAllowed = window === window.top ? Promise.resolve(true) : mayAppear();

document.addEventListener('focusin', (event) => consider(event.composedPath()[0]));
document.addEventListener('focusout', hide);
for (const change of ['scroll', 'resize'])
  window.addEventListener(change, follow, { capture: true, passive: true });
new ResizeObserver(follow).observe(document.documentElement);
consider(focusedField());

async function consider(target: EventTarget | undefined): Promise<void> {
  if (!(target instanceof HTMLInputElement) || !isFillable(target) || !isEmailField(target)) return;
  if (!(await isAllowed) || focusedField() !== target) return;
  field = target;
  follow();
  overlay.show(parentFor(target));
  shownAt = performance.now();
}

function hide(): void {
  field = undefined;
  overlay.remove();
}

/** Keeps the button at the end of its field. */
function follow(): void {
  if (field === undefined) return;
  const { top, left, right, height } = field.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(field).direction === 'rtl';
  const x = isRightToLeft ? left + insetPx : right - sidePx - insetPx;
  overlay.place({ left: `${x}px`, top: `${top + (height - sidePx) / 2}px` });
}

/** Everything outside of an open modal dialog is out of reach, so the button has to be within. */
function parentFor(target: Element): Element {
  for (
    let node: Node | null = target;
    node !== null;
    node = node instanceof ShadowRoot ? node.host : node.parentNode
  )
    if (node instanceof HTMLDialogElement && node.matches(':modal')) return node;
  return document.documentElement;
}

function createButton(): HTMLButtonElement {
  const it = document.createElement('button');
  it.type = 'button';
  it.tabIndex = -1;
  it.ariaLabel = it.title = text('fieldButton');
  setStyle(it, {
    display: 'block',
    'box-sizing': 'border-box',
    width: `${sidePx}px`,
    height: `${sidePx}px`,
    padding: '2px',
    margin: '0',
    border: '1px solid #f2b559',
    'border-radius': '6px',
    background: '#0f1d22',
    cursor: 'pointer',
  });
  it.append(createPicture());
  // The focus stays in the field, which the button belongs to.
  it.addEventListener('pointerdown', (event) => event.preventDefault());
  it.addEventListener('mousedown', (event) => event.preventDefault());
  it.addEventListener('click', (event) => press(event));
  return it;
}

function createPicture(): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(namespace, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(namespace, 'path');
  shape.setAttribute('d', 'M12 9 2 4c-1 6 3 9 8 8zm0 0 10-5c1 6-3 9-8 8zm0 0v12M12 9 10 5m2 4 2-4');
  setStyle(shape, { fill: 'none', stroke: '#f2b559', 'stroke-width': '1.6', 'stroke-linecap': 'round' });
  picture.append(shape);
  return picture;
}

async function press(event: MouseEvent): Promise<void> {
  const target = field;
  if (!event.isTrusted || target === undefined || button.disabled) return;
  if (performance.now() - shownAt < youngestMs || !isSeen(overlay.host)) return;
  button.disabled = true;
  try {
    const { address, fault } = await ask('address');
    if (address !== undefined) {
      fillIn(target, address);
      hide();
    } else showNotice(fault ?? text('faultOwn'));
  } finally {
    button.disabled = false;
  }
}

/** In a frame, whether that belongs to the site of the page. */
async function mayAppear(): Promise<boolean> {
  return (await ask('mayAppear')).isAllowed === true;
}

/** Asks the background. A script that an update has left behind in a page gets no answer any more. */
async function ask(what: AddressRequest['ask']): Promise<AddressAnswer> {
  try {
    const request: AddressRequest = { ask: what };
    return (await chrome.runtime.sendMessage(request)) ?? {};
  } catch {
    return {};
  }
}
