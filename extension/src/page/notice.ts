// SPDX-License-Identifier: MIT
import { createOverlay, setStyle } from './overlay.ts';

/** How long a notice stays, ms. */
const staysMs = 8000;

/** Tells the person something at the edge of the page, also those who hear it. */
export function showNotice(words: string): void {
  const overlay = createOverlay();
  overlay.place({ top: '16px', right: '16px' });
  const notice = document.createElement('div');
  notice.role = 'alert';
  setStyle(notice, {
    font: '15px/1.4 system-ui, sans-serif',
    color: '#fff',
    background: '#0f1d22',
    border: '1px solid #f2b559',
    'border-radius': '8px',
    padding: '12px 16px',
    'max-width': '360px',
  });
  overlay.root.append(notice);
  overlay.show(document.documentElement);
  // Set when it is there already, since that is what is read aloud.
  notice.textContent = words;
  setTimeout(overlay.remove, staysMs);
}
