// What is typed on the case screen outlives a reload: kept in this tab alone, gone when it was sent.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.getElementById("case");
  if (!root) return;
  const base = root.dataset.base;

  const keyOf = (made) => `draft ${base} ${made.dataset.draft}`;
  function remember() {
    for (const made of all("form[data-draft]")) {
      const kept = all("textarea, input:not([type=hidden]):not([type=password]):not([type=file]), select", made)
        .filter((each) => each.name && !each.closest(".chips"))
        .map((each) => [each.name, /checkbox|radio/.test(each.type) ? String(each.checked) : each.value, each.type === "radio" || each.type === "checkbox" ? each.value : ""]);
      const typed = all("textarea", made).some((each) => each.value !== each.defaultValue);
      if (typed) sessionStorage.setItem(keyOf(made), JSON.stringify(kept)); else sessionStorage.removeItem(keyOf(made));
    }
  }
  function recall(made) {
    const kept = sessionStorage.getItem(keyOf(made));
    if (!kept || made.dataset.kept) return;
    for (const [name, value, which] of JSON.parse(kept)) {
      const same = all("textarea, input, select", made).filter((each) => each.name === name && (!which || each.value === which));
      for (const each of same) { if (/checkbox|radio/.test(each.type)) each.checked = value === "true"; else each.value = value; }
    }
    made.classList.add("recalled");
    const folded = made.closest("details");
    if (folded) folded.open = true;
  }
  function forget(made) { if (made && made.dataset.draft) sessionStorage.removeItem(keyOf(made)); }

  // What was sent is kept by the server; the draft of it goes.
  const done = new URLSearchParams(location.search).get("done");
  if (done) for (const key of Object.keys(sessionStorage)) if (key.startsWith(`draft ${base} ${done}`)) sessionStorage.removeItem(key);

  // -- papers: files may be dropped ---------------------------------------------------------------------------------
  const basket = document.getElementById("drop");
  if (basket) {
    const field = basket.querySelector("input[type=file]"), list = basket.querySelector(".chosen");
    const told = () => list.replaceChildren(...[...field.files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })));
    field.addEventListener("change", told);
    for (const kind of ["dragenter", "dragover"]) basket.addEventListener(kind, (event) => { event.preventDefault(); basket.classList.add("over"); });
    for (const kind of ["dragleave", "drop"]) basket.addEventListener(kind, () => basket.classList.remove("over"));
    basket.addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; told(); } });
  }

  document.addEventListener("input", remember);
  document.addEventListener("case:form", (event) => recall(event.detail));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const sent = event.detail.elt.closest("form");
    if (event.detail.successful && sent) forget(sent);
  });
  for (const made of all("form[data-draft]")) recall(made);
})();
