// SPDX-License-Identifier: MIT
/** For which browser a package is. */
export type BrowserName = 'chromium' | 'firefox';

/** No script but our own, nothing embedded, and connections to servers of Mayfly only; those may be without TLS in a private network. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  'connect-src http: https:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sizes of the icon, px. */
export const iconSizes = [16, 32, 48, 128] as const;

/**
 * The manifest of a package. What is asked for at install lets the extension act only where the person acts (`activeTab`);
 * servers, every page (for the button in fields) and notices on the desktop are asked for when they are needed. `webRequest` tells why
 * a server that was allowed cannot be reached; Chromium gives it at install or not at all.
 */
export function manifestFor(browser: BrowserName, version: string): Readonly<Record<string, unknown>> {
  const icons = Object.fromEntries(iconSizes.map((size) => [size, `icons/${size}.png`]));
  return {
    manifest_version: 3,
    name: '__MSG_name__',
    description: '__MSG_description__',
    version,
    default_locale: 'en',
    icons,
    action: { default_popup: 'popup.html', default_title: '__MSG_name__', default_icon: icons },
    options_ui: { page: 'options.html', open_in_tab: true },
    commands: {
      _execute_action: { suggested_key: { default: 'Alt+Shift+Y' } },
      fill: { suggested_key: { default: 'Alt+Shift+M' }, description: '__MSG_commandFill__' },
    },
    permissions: ['activeTab', 'alarms', 'contextMenus', 'scripting', 'storage', 'webRequest'],
    optional_permissions: ['notifications'],
    optional_host_permissions: ['http://*/*', 'https://*/*'],
    content_security_policy: { extension_pages: policy },
    ...(browser === 'chromium' ? chromium : firefox),
  };
}

const chromium = {
  background: { service_worker: 'background.js', type: 'module' },
  minimum_chrome_version: '126',
};

const firefox = {
  background: { scripts: ['background.js'], type: 'module' },
  browser_specific_settings: {
    gecko: {
      id: 'extension@mayfly.invalid',
      strict_min_version: '142.0',
      // The name of a site goes to the server of the person's own choice, as the label of an alias that they make.
      data_collection_permissions: { required: ['browsingActivity'] },
    },
  },
};
