/* The keys of every page: / search, ? the list of keys, g and a letter to go somewhere, Esc out of a field.
   A page's own keys come first: where one took the key (preventDefault), nothing happens here. */
(() => {
  "use strict";
  document.documentElement.classList.add("keyed");
  const typing = (at) => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(checkbox|radio|button|submit|file)$/.test(at.type || ""));
  const press = (key) => { const at = document.querySelector(`[data-key="${CSS.escape(key)}"]`); if (at) at.click(); return Boolean(at); };
  const list = () => document.getElementById("keys");
  let going = 0;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const to = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (to) { event.preventDefault(); to.click(); }
      return;
    }
    if (event.key === "g") { going = Date.now(); return; }
    if (event.key === "/") {
      const field = document.querySelector("main input[type=search]");
      event.preventDefault();
      if (field) { field.focus(); field.select(); } else press("/");
    } else if (event.key === "?") {
      event.preventDefault();
      press("?");
    }
  });

  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    if (!at) return;
    if (at.closest('[data-key="?"]') && list()) list().showModal();
    const gone = at.closest("[data-dismiss]");
    if (gone) { const notice = gone.closest(".notice"); if (notice) notice.remove(); }
  });

  /* Adverse and final acts ask once, in words: <form data-asks="Deny this request?">. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asks = (event.submitter && event.submitter.dataset.asks) || form.dataset.asks;
    if (asks && !window.confirm(asks)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (form.hasAttribute("data-once")) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
    }
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target instanceof Element && event.target.closest("form[data-sent]"); if (form) delete form.dataset.sent; });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  /* A server that cannot be reached says so in place; what was typed stays. */
  const lost = () => {
    const says = document.getElementById("says");
    if (says) says.replaceChildren(Object.assign(document.createElement("div"), { className: "notice bad", textContent: "The server cannot be reached. Nothing was lost here: try again." }));
  };
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
})();
