// The page's one Trusted Types policy, set before the Wasm runs. The server's CSP demands it
// (`require-trusted-types-for 'script'; trusted-types default`): with it every string that the page is
// asked to read as markup or to run as a script passes here, whoever wrote the code that asks.
//
// Two things in this app need it. Leptos writes its static templates through `template.innerHTML`, and
// `navigator.serviceWorker.register` takes a script's address. Nothing else is let through: what comes
// back as `null`, the browser refuses with a TypeError.
"use strict";
(() => {
  if (!globalThis.trustedTypes) return; // An engine without Trusted Types: the rest of the CSP still holds.

  const elements = /<\s*\/?\s*(?:script|iframe|frame|object|embed|applet|base|meta|link|style|form\s[^>]*action)\b/i;
  const handlers = /<[^>]*[\s/"']on[a-z]+\s*=/i;
  const scheme = /(?:href|src|action|data)\s*=\s*["']?\s*(?:javascript|data|vbscript)\s*:/i;
  const scripts = new Set(["/sw.js"]);

  trustedTypes.createPolicy("default", {
    createHTML: (text) => (elements.test(text) || handlers.test(text) || scheme.test(text) ? null : text),
    createScriptURL(text) {
      const url = new URL(text, document.baseURI);
      return url.origin === location.origin && scripts.has(url.pathname) ? text : null;
    },
    createScript: () => null,
  });
})();
