// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildPackage } from './build.ts';
import { manifestFor } from './manifest.ts';

describe('a package', () => {
  for (const browser of ['chromium', 'firefox'] as const)
    it(`for ${browser} is the same twice`, async () => {
      const [first, second] = await Promise.all([buildPackage(browser), buildPackage(browser)]);
      assert.deepEqual(first, second);
    });

  it('asks at install for nothing that reads pages', () => {
    for (const browser of ['chromium', 'firefox'] as const) {
      const manifest = manifestFor(browser, '1.0.0');
      assert.deepEqual(manifest.permissions, [
        'activeTab',
        'alarms',
        'contextMenus',
        'scripting',
        'storage',
        'webRequest',
      ]);
      for (const name of [
        'host_permissions',
        'content_scripts',
        'web_accessible_resources',
        'externally_connectable',
      ])
        assert.equal(manifest[name], undefined, name);
    }
  });

  it('runs no code from elsewhere', async () => {
    const text = (await buildPackage('chromium')).toString('latin1');
    assert.match(text, /script-src 'self';/);
    assert.doesNotMatch(
      text,
      /\beval\(|new Function\(|unsafe-|innerHTML|insertAdjacentHTML|https?:\/\/(?!\*|www\.w3\.org\/2000\/svg|alias\.example)\w/,
    );
  });
});
