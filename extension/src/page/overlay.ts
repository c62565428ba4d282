// SPDX-License-Identifier: MIT
/**
 * An element of ours over a page: in the top layer, so that nothing of the page lies over it, and with a closed shadow root, so
 * that no script of the page gets at what is inside. It is styled by properties alone, which no policy of the page
 * (`style-src`) forbids.
 */
export interface Overlay {
  readonly root: ShadowRoot;
  readonly host: HTMLElement;
  /** Where it stands in the window, by the properties of CSS. */
  place(edges: Readonly<Record<string, string>>): void;
  /** Shows it; `parent` is what it becomes a child of. */
  show(parent: Element): void;
  remove(): void;
}

/** One that is not shown yet. */
export function createOverlay(): Overlay {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  setStyle(host, { all: 'initial', position: 'fixed', 'z-index': '2147483647', 'color-scheme': 'normal' });
  host.popover = 'manual';
  return {
    root,
    host,
    place: (edges) => setStyle(host, { inset: 'auto', margin: '0', ...edges }),
    show(parent) {
      if (host.parentElement !== parent) parent.append(host);
      if (!host.matches(':popover-open')) host.showPopover();
      setStyle(host, { display: 'block' });
    },
    remove: () => host.remove(),
  };
}

/** Sets properties that no rule of the page outweighs. */
export function setStyle(element: HTMLElement | SVGElement, rules: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, 'important');
}

/**
 * Whether a person can see an overlay. A page can make any element of it transparent and let people click on what they do not
 * see.
 */
export function isSeen(host: Element): boolean {
  for (let element: Element | null = host; element !== null; element = element.parentElement) {
    const { opacity, filter, visibility, clipPath, transform } = getComputedStyle(element);
    if (Number(opacity) < 0.9 || filter !== 'none' || clipPath !== 'none' || visibility !== 'visible')
      return false;
    if (element === host && transform !== 'none') return false;
  }
  return host.matches(':popover-open');
}
