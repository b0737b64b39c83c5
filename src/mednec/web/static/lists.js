/* Keys of lists: j and k go from row to row, Enter opens, x marks, Shift with j or k marks on the way, a assigns. */
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const box = (row) => row.querySelector("input[type=checkbox]");
  const typing = (at) => at instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(checkbox|radio|file)$/.test(at.type);
  let at = -1;

  const select = (n) => {
    const all = rows();
    if (!all.length) return null;
    at = Math.max(0, Math.min(n, all.length - 1));
    all.forEach((row, i) => row.classList.toggle("on", i === at));
    const row = all[at], open = row.querySelector("[data-open]");
    if (!open) row.tabIndex = -1;
    (open || row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    return row;
  };
  const count = () => {
    const all = rows(), marked = all.filter((row) => box(row) && box(row).checked);
    all.forEach((row) => row.classList.toggle("marked", marked.includes(row)));
    const told = document.querySelector("[data-count]");
    if (told) told.textContent = String(marked.length);
    const every = document.querySelector("[data-all]");
    if (every) { every.checked = marked.length > 0 && marked.length === all.length; every.indeterminate = marked.length > 0 && marked.length < all.length; }
    return marked.length;
  };
  const mark = (row, value) => { const found = row && box(row); if (found) { found.checked = value === undefined ? !found.checked : value; count(); } };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key, lower = key.toLowerCase(), all = rows();
    if ((lower === "j" || lower === "k") && all.length) {
      if (event.shiftKey && at >= 0) mark(all[at], true);
      const row = select(at < 0 ? 0 : at + (lower === "j" ? 1 : -1));
      if (event.shiftKey) mark(row, true);
    } else if (key === "Enter" && at >= 0 && event.target === document.body) {
      const open = all[at].querySelector("[data-open]");
      if (open) open.click();
    } else if (key === "x" && at >= 0) {
      mark(all[at]);
    } else if (key === "a" && document.getElementById("to")) {
      if (!count() && at >= 0) mark(all[at], true);
      document.getElementById("to").focus();
    } else if (key === "f" && document.querySelector("[data-filter] select")) {
      document.querySelector("[data-filter] select").focus();
    } else if (!event.shiftKey && /^[clnr]$/.test(key) && document.querySelector(`[data-key="${key}"]`)) {
      document.querySelector(`[data-key="${key}"]`).click();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-row]");
    if (row) { at = rows().indexOf(row); rows().forEach((each) => each.classList.toggle("on", each === row)); }
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-all]")) rows().forEach((row) => mark(row, field.checked));
    else if (field.closest("[data-row]")) count();
    else if (field.matches("[data-filter] select, [data-filter] input")) {
      field.form.querySelectorAll("select, input").forEach((each) => { if (!each.value) each.disabled = true; });
      field.form.submit();
    }
  });
  window.addEventListener("pageshow", () => { document.querySelectorAll("[data-filter] [disabled]").forEach((each) => { each.disabled = false; }); count(); });

  /* Files for a new case: dropped or chosen, named with their sizes before they are sent. */
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const field = drop.querySelector("input[type=file]"), list = drop.querySelector(".chosen");
    const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
    const name = () => list.replaceChildren(...[...field.files].map((file) => {
      const line = document.createElement("li");
      line.append(Object.assign(document.createElement("span"), { textContent: file.name }), Object.assign(document.createElement("span"), { className: "m", textContent: size(file.size) }));
      return line;
    }));
    field.addEventListener("change", name);
    for (const kind of ["dragover", "dragleave", "drop"]) drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { field.files = event.dataTransfer.files; name(); }
    });
  }
})();
