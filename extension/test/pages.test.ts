// SPDX-License-Identifier: MIT
/** What the button in fields does in the pages of strangers, friendly and hostile, in a real Chromium. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { signUp } from './support/mayfly.ts';
import {
  aliasCount,
  aliasIn,
  buttonHost,
  connectWithButton,
  pressButton,
  stage,
  visit,
} from './support/stand.ts';

/** Each with one field `#it`, and whether the button belongs there. */
const forms: readonly (readonly [string, boolean, string])[] = [
  ['a newsletter', true, '<form><input id="it" type="email"><button>Subscribe</button></form>'],
  ['no form at all', true, '<div><input id="it" type="email" autocomplete="email"><button>Go</button></div>'],
  ['text by its label', true, '<form><label>Your e-mail <input id="it"></label><button>Send</button></form>'],
  ['text by its name', true, '<form><input id="it" name="user_email"><button>Register</button></form>'],
  [
    'a checkout with a card',
    true,
    '<form><input id="it" type="email"><input autocomplete="cc-number"><button>Pay</button></form>',
  ],
  [
    'sign-up, by its token',
    true,
    '<form><input id="it" type="email" autocomplete="username"><input type="password" autocomplete="new-password"></form>',
  ],
  [
    'sign-up, by its words',
    true,
    '<form><h2>Create your account</h2><input id="it" type="email"><input type="password"></form>',
  ],
  [
    'sign-up, by two passwords',
    true,
    '<form><input id="it" type="email"><input type="password"><input type="password"></form>',
  ],
  [
    'Registrierung',
    true,
    '<form><input id="it" type="email"><input type="password"><button>Registrieren</button></form>',
  ],
  [
    'log-in, by its token',
    false,
    '<form><input id="it" type="email"><input type="password" autocomplete="current-password"><button>Go</button></form>',
  ],
  ['log-in, by its words', false, '<form><input id="it" type="email"><button>Log in</button></form>'],
  [
    'log-in in steps',
    false,
    '<form><input id="it" type="email" autocomplete="username webauthn"><button>Next</button></form>',
  ],
  [
    'Anmeldung',
    false,
    '<form><input id="it" type="email"><input type="password"><button>Anmelden</button></form>',
  ],
  [
    'a password and nothing said',
    false,
    '<form><input id="it" type="email"><input type="password"><button>Continue</button></form>',
  ],
  ['a card', false, '<form><input id="it" autocomplete="cc-name" name="email"><button>Pay</button></form>'],
  [
    'a code',
    false,
    '<form><input id="it" name="email_code" autocomplete="one-time-code"><button>Go</button></form>',
  ],
  ['a name', false, '<form><input id="it" name="given-name"><button>Go</button></form>'],
  ['a search for mail', false, '<form><input id="it" name="search-email"><button>Go</button></form>'],
  ['a password', false, '<form><input id="it" type="password" name="email"><button>Register</button></form>'],
  [
    'a field that is fixed',
    false,
    '<form><input id="it" type="email" readonly><button>Subscribe</button></form>',
  ],
];

/** A page with a policy that forbids everything, a hostile style, a modal dialog and a shadow root in a shadow root. */
const strict = {
  headers: { 'content-security-policy': "default-src 'none'; script-src 'nonce-a'; style-src 'nonce-a'" },
  html: `<title>Strict</title><style nonce="a">div, button { display: none !important; opacity: 0 !important }</style>
    <dialog><form id="join"><outer-part></outer-part></form></dialog><script nonce="a">
    class Outer extends HTMLElement { connectedCallback() {
      const root = this.attachShadow({ mode: 'open' }); const inner = document.createElement('p');
      const deep = inner.attachShadow({ mode: 'open' }); const field = document.createElement('input');
      field.type = 'email'; field.autocomplete = 'email'; deep.append(field); root.append(inner); this.field = field;
    } }
    customElements.define('outer-part', Outer); document.querySelector('dialog').showModal();</script>`,
};

/** Writes down what a framework hears; the field's own `value` is covered as React covers it. */
const framework = {
  html: `<title>App</title><form id="sign-up"><input type="email"><button type="button">Sign up</button></form><script>
    const field = document.querySelector('input'); let tracked = '';
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    Object.defineProperty(field, 'value', { configurable: true, get() { return get.call(this) }, set(it) { tracked = it; set.call(this, it) } });
    window.heard = [];
    for (const type of ['input', 'change']) document.addEventListener(type, (event) => {
      const now = get.call(event.target); if (type === 'input' && now === tracked) return; heard.push(type + ' ' + now); });</script>`,
};

/** A page that wants an alias, or the key, without the person. */
const hostile = {
  html: `<title>Hostile</title><form id="sign-up"><input type="email"><button type="button">Sign up</button></form><script>
    window.loot = [];
    const shadow = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) { const root = shadow.call(this, options); loot.push(root); return root };
    const send = window.postMessage; window.addEventListener('message', (event) => loot.push(event.data));
    window.attack = async () => {
      const host = document.querySelector('${buttonHost}');
      const { x, y, width, height } = host.getBoundingClientRect();
      const at = { bubbles: true, composed: true, clientX: x + width / 2, clientY: y + height / 2, view: window };
      for (const target of [host, document.elementFromPoint(at.clientX, at.clientY)])
        for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
          target.dispatchEvent(new PointerEvent(type, at)); target.click?.();
          target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true })); }
      return { root: host.shadowRoot, chrome: typeof chrome === 'undefined' ? 'none' : typeof chrome.runtime + typeof chrome.storage,
        filler: typeof window.mayflyFiller, inside: host.innerHTML, loot: loot.length };
    };</script>`,
};

const frames = {
  html: `<title>Frames</title><body><script>for (const host of ['frame.shop.example', 'ads.example']) {
    const frame = document.createElement('iframe'); frame.name = host; frame.src = location.protocol + '//' + host + ':' + location.port + '/form'; document.body.append(frame) }</script>`,
};

const hasButton = (page: Page): Promise<boolean> => page.locator(buttonHost).isVisible();

/** Shows the button at a field that surely has one, so that the script is there, and one that is missing elsewhere is missing. */
async function focusCertainField(page: Page): Promise<void> {
  await page.evaluate(() => {
    const form = document.createElement('form');
    form.innerHTML = '<input id="certain" type="email"><button>Subscribe</button>';
    document.body.append(form);
  });
  await page.locator('#certain').focus();
  await page.locator(buttonHost).waitFor();
}

describe('the button in the fields of Chromium', () => {
  it('is where an address is asked for, and not where one logs in or pays', async (t) => {
    const pages = Object.fromEntries(
      forms.map(([, , html], at) => [`/${at}`, { html: `<title>${at}</title>${html}` }]),
    );
    const stand = await stage(t, { ...pages, '/last': signUp });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const page = await visit(stand, '/last');
    for (const [at, [name, isExpected]] of forms.entries()) {
      await page.goto(stand.site.url('www.shop.example', `/${at}`));
      if (!isExpected) await focusCertainField(page);
      await page.locator('#it').focus();
      if (isExpected) await page.locator(buttonHost).waitFor();
      else assert.equal(await hasButton(page), false, name);
    }
  });

  it('is within modal dialogs and open shadow roots, whatever policy and style the page has', async (t) => {
    const stand = await stage(t, { '/': strict });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const page = await visit(stand);
    const field = page.locator('outer-part input');
    await field.click();
    await pressButton(page);
    await page.waitForFunction(() =>
      document.querySelector<Outer>('outer-part')?.field.value.includes('@alias.localhost'),
    );
  });

  it('is in frames of the same site and in fields that come later, not in frames of others', async (t) => {
    const stand = await stage(t, {
      '/': frames,
      '/form': signUp,
      '/later': { html: '<title>Later</title>' },
    });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const page = await visit(stand);
    const [ours, others] = [page.frameLocator('[name^=frame]'), page.frameLocator('[name^=ads]')];
    await others.locator('input[type=email]').click();
    await ours.locator('input[type=email]').click();
    await ours.locator(buttonHost).waitFor();
    await others.locator('input[type=email]').click();
    await ours.locator(buttonHost).waitFor({ state: 'hidden' });
    assert.equal(await others.locator(buttonHost).count(), 0);

    const later = await visit(stand, '/later');
    await later.evaluate((html) => {
      document.body.innerHTML = html;
    }, signUp.html);
    await later.locator('input[type=email]').click();
    await pressButton(later);
    await aliasIn(later, 'input[type=email]');
  });

  it('writes so that frameworks notice', async (t) => {
    const stand = await stage(t, { '/': framework });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const page = await visit(stand);
    await page.locator('input').click();
    await pressButton(page);
    const address = await aliasIn(page, 'input');
    assert.deepEqual(await page.evaluate('heard'), [`input ${address}`, `change ${address}`]);
  });

  it('is pressed by no script, gives no script its inside, and is not pressed where nobody sees it', async (t) => {
    const stand = await stage(t, { '/': hostile });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const page = await visit(stand);
    await page.locator('input').click();
    await page.locator(buttonHost).waitFor();
    await page.waitForTimeout(400);
    assert.deepEqual(await page.evaluate('attack()'), {
      root: null,
      chrome: 'undefinedundefined',
      filler: 'undefined',
      inside: '',
      loot: 0,
    });
    // A real press, on a button that the page hides in each of these ways.
    for (const style of ['opacity: 0.01', 'filter: opacity(0)', 'clip-path: inset(50%)']) {
      await page.evaluate((it) => document.documentElement.setAttribute('style', it), style);
      await pressButton(page);
    }
    await page.evaluate(() => document.documentElement.removeAttribute('style'));
    assert.equal(await page.locator('input').inputValue(), '');
    assert.equal(await aliasCount(stand), 0);
    await pressButton(page);
    await aliasIn(page, 'input');
    assert.equal(await aliasCount(stand), 1);
  });
});

interface Outer extends HTMLElement {
  readonly field: HTMLInputElement;
}
