/** The one stylesheet of the pages. */
export const style = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .3rem; }
pre.message { white-space: pre-wrap; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid; vertical-align: top; }
`;
