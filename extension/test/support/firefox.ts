// SPDX-License-Identifier: MIT
/** The extension as it is shipped, in a real Firefox, driven over WebDriver BiDi, which is all that Debian's Firefox brings for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '../../../test/support/program/program.ts';
import { buildPackage } from '../../build.ts';
import { type Bidi, connectBidi } from './bidi.ts';

/** A tab. */
export interface FirefoxPage {
  /** The value of an expression, which may be a promise. */
  evaluate<T>(expression: string): Promise<T>;
  /** Waits until an expression is true, or anything that counts as it; fails with what the page shows. */
  until<T>(expression: string): Promise<T>;
  /** Presses the middle of an element, as the mouse does; `expression` gives it. */
  press(expression: string): Promise<void>;
  /** Presses keys, one a character. */
  type(text: string): Promise<void>;
}

/** A browser with the extension in it, which ends with the test. */
export interface FirefoxBrowser {
  /** Opens a page of a site. */
  visit(url: string): Promise<FirefoxPage>;
  /** Presses the shortcut that fills, over the tab in front, as Firefox does after the keys. */
  pressShortcut(): Promise<void>;
  /** Opens a page of the extension. */
  open(page: string): Promise<FirefoxPage>;
}

const startDeadlineMs = 120_000;
const deadlineMs = 60_000;
const uuid = '5f0c8a52-0d0b-4c53-9b5e-3a2d1c4e6f70';

/** What people are asked is answered with yes, since there is no window to answer in. */
const preferences = {
  'extensions.webextensions.uuids': JSON.stringify({ 'extension@mayfly.invalid': uuid }),
  'extensions.webextOptionalPermissionPrompts': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.normandy.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.localDomains': 'www.shop.example,frame.shop.example,ads.example',
};

/** Starts Debian's Firefox with the package, as one file, and a profile that is new. */
export async function startFirefox(t: TestContext): Promise<FirefoxBrowser> {
  const profile = temporaryFolder(t);
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const file = join(profile, 'mayfly.xpi');
  writeFileSync(file, await buildPackage('firefox'));
  const bidi = await connectBidi(t, `${await spawnFirefox(t, profile)}/session`);
  await bidi.call('session.new', { capabilities: {} });
  await bidi.call('webExtension.install', { extensionData: { type: 'archivePath', path: file } });
  await settingsOpened(bidi);
  const visit = async (url: string): Promise<FirefoxPage> => {
    const { context } = await bidi.call<{ readonly context: string }>('browsingContext.create', {
      type: 'tab',
    });
    await bidi.call('browsingContext.navigate', { context, url, wait: 'complete' });
    return pageOf(bidi, context);
  };
  return {
    visit,
    async pressShortcut() {
      const { contexts } = await bidi.call<Tree>('browsingContext.getTree', { 'moz:scope': 'chrome' });
      const window = contexts.find(({ url }) => url.endsWith('/browser.xhtml'))?.context ?? '';
      await pageOf(bidi, window).evaluate(
        `document.querySelector('#ext-keyset-id-extension_mayfly_invalid key[key=M]').doCommand()`,
      );
    },
    open: (page) => visit(`moz-extension://${uuid}/${page}`),
  };
}

/** After its installation the extension opens its settings, perhaps in the tab that is there, and then leaves the tabs alone. */
async function settingsOpened(bidi: Bidi): Promise<void> {
  const end = Date.now() + startDeadlineMs;
  for (;;) {
    const { contexts } = await bidi.call<Tree>('browsingContext.getTree', {});
    const opened = contexts.find(({ url }) => url === `moz-extension://${uuid}/options.html`);
    if (opened !== undefined) {
      await pageOf(bidi, opened.context).until(`document.readyState === 'complete'`);
      return;
    }
    if (Date.now() > end) throw new Error('the settings were not opened');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Gives the address at which it listens; it ends with the test, before its profile is removed. */
async function spawnFirefox(t: TestContext, profile: string): Promise<string> {
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  // Pages of extensions are out of reach without it.
  const child = spawn('firefox-esr', [...args, '--remote-allow-system-access'], {
    env: { ...process.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  t.after(() => {
    child.kill('SIGKILL');
    return closed;
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`Firefox did not start:\n${said}`));
    const deadline = setTimeout(fail, startDeadlineMs);
    closed.then(fail);
    child.stderr.on('data', (octets) => {
      said += octets;
      const [, url] = /listening on (ws:\S+)/.exec(said) ?? [];
      if (url === undefined) return;
      clearTimeout(deadline);
      resolve(url);
    });
  });
}

function pageOf(bidi: Bidi, context: string): FirefoxPage {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await bidi.call<Evaluation>('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target: { context },
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result?.value === undefined ? (undefined as T) : JSON.parse(result.value);
  };
  const until = async <T>(expression: string): Promise<T> => {
    const end = Date.now() + deadlineMs;
    for (;;) {
      const value = await evaluate<T>(expression);
      if (value) return value;
      if (Date.now() > end)
        throw new Error(
          `not within ${deadlineMs} ms: ${expression}\n${await evaluate('document.body.innerText')}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const act = (id: string, type: string, actions: readonly object[]) =>
    bidi.call('input.performActions', { context, actions: [{ type, id, actions }] });
  return {
    evaluate,
    until,
    async press(expression) {
      await bidi.call('browsingContext.activate', { context });
      const { x, y } = await until<{ x: number; y: number }>(
        `(() => { const it = ${expression}; if (!it || !it.checkVisibility() || it.disabled) return;
          it.scrollIntoView({ block: 'nearest' });
          const { x, y, width, height } = it.getBoundingClientRect();
          return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }; })()`,
      );
      await act('mouse', 'pointer', [
        { type: 'pointerMove', x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]);
    },
    async type(text) {
      const keys = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]);
      await act('keyboard', 'key', keys);
    },
  };
}

interface Tree {
  readonly contexts: readonly { readonly context: string; readonly url: string }[];
}

interface Evaluation {
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}
