/* The key of the settings: s saves. Everything else is in the keys of lists and of every page. */
(() => {
  "use strict";
  const typing = (at) => at instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(checkbox|radio)$/.test(at.type);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    document.querySelector("[data-save]").click();
  });
})();
