// The case screen: clauses left, the cited words right. Panes come when they are opened; nothing typed is ever lost.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const root = byId("case"), bench = byId("bench");
  if (!root) return;
  const base = root.dataset.base, live = byId("live");
  const texts = byId("texts"), pick = byId("pick");
  let rows = [], current = "", quote = 0, last = "", wanted = "page", lit = [], dark = [];

  // -- places ---------------------------------------------------------------------------------------------------
  const place = (link) => decodeURIComponent(link.hash.slice(1));
  const holderOf = (id) => (id.match(/^d(\w+)-\d+-\d+$/) || id.match(/^[gx](\w+)-\d+$/) || id.match(/^doc-(\w+)$/) || (/^p-\d+-\d+$/.test(id) ? [id, "policy"] : []))[1];
  const rowAt = () => rows.findIndex((row) => row.id === current);
  const row = () => rows[rowAt()];
  const marksOf = (element) => element.dataset.m.split(" ");
  const targets = (each) => all("a.q, a.at.chart", each).map(place);
  const against = (each) => all("a.q", each).filter((link) => link.querySelector(".sg").textContent === "\u2212").map(place);
  const shown = () => texts && texts.querySelector(".doc:not([hidden])");
  const seen = (element) => element && element.getClientRects().length > 0;
  const say = (words) => { if (live) live.textContent = words; };

  // -- panes ----------------------------------------------------------------------------------------------------
  const coming = new Map();
  function fetchPane(holder) {
    if (!coming.has(holder)) {
      coming.set(holder, fetch(`${base}/panes/${holder}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
        .then((answer) => answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status))))
        .finally(() => coming.delete(holder)));
    }
    return coming.get(holder);
  }
  async function load(holder) {
    const there = byId(`doc-${holder}`);
    if (there) return there;
    const tab = texts.ownerDocument.querySelector(`.docs a[data-pane="doc-${CSS.escape(holder)}"]`);
    if (!tab) return null;
    texts.setAttribute("aria-busy", "true");
    try {
      const html = await fetchPane(holder);
      for (const note of all(".fail", texts)) note.remove();
      if (!byId(`doc-${holder}`)) {
        texts.insertAdjacentHTML("beforeend", html);
        const made = byId(`doc-${holder}`);
        if (made) made.hidden = true;
      }
    } catch (error) {
      const note = document.createElement("p");
      note.className = "fail";
      note.setAttribute("role", "alert");
      note.textContent = `Document ${holder} could not be fetched (${error.message}). What is open stays; choose it again to try again.`;
      texts.prepend(note);
    } finally { texts.removeAttribute("aria-busy"); }
    return byId(`doc-${holder}`);
  }
  function view(name) {
    texts.classList.toggle("by-text", name === "text");
    for (const each of all(".vw button", texts)) each.setAttribute("aria-pressed", String(each.dataset.view === name));
  }
  function front(pane) {
    for (const each of all(".doc", texts)) each.hidden = each !== pane;
    for (const tab of all(".docs a")) {
      if (tab.dataset.pane === pane.id) { tab.setAttribute("aria-current", "true"); tab.scrollIntoView({ block: "nearest", inline: "nearest" }); }
      else tab.removeAttribute("aria-current");
    }
  }
  function relight() {
    for (const mark of all("mark, .leaf g[data-m], .leaf .gu", texts)) {
      const own = marksOf(mark);
      mark.classList.toggle("on", own.some((id) => lit.includes(id)));
      mark.classList.toggle("minus", own.some((id) => dark.includes(id)));
    }
    for (const line of all(".ln.hit", texts)) line.classList.remove("hit");
    for (const mark of all("mark.on", texts)) mark.closest(".ln").classList.add("hit");
  }
  function light(ids, contrary = []) { lit = ids; dark = contrary; relight(); }
  function bring(element) {
    if (!element) return;
    if (getComputedStyle(texts).overflowY === "visible") { element.scrollIntoView({ block: "center" }); return; }
    const box = element.getBoundingClientRect(), frame = texts.getBoundingClientRect();
    texts.scrollTop += box.top - frame.top - frame.height / 3;
  }
  async function open(id) {
    const holder = holderOf(id);
    last = id;
    const pane = holder && await load(holder);
    if (!pane || last !== id) return false;
    front(pane);
    relight();
    const own = all("mark, .leaf g[data-m]", pane).filter((mark) => marksOf(mark).includes(id));
    const page = byId(id);
    for (const mark of all(".now", texts)) mark.classList.remove("now");
    for (const mark of own) mark.classList.add("now");
    const boxed = own.some((mark) => mark.tagName === "g");
    if (page && page.matches(".pg")) wanted = "page";
    if (page && page.matches(".pr, .tt")) wanted = "text";
    view(!boxed && own.length && pane.matches(".paged") ? "text" : wanted);
    if (page === pane) texts.scrollTop = 0; else bring([page, ...own].find(seen));
    return true;
  }
  const show = (holder) => open(`doc-${holder}`);
  function turn(name) {
    const pane = shown();
    wanted = name;
    view(name);
    say(name === "page" ? "Pages as received" : "Text as read");
    const own = pane ? all("mark, .leaf g[data-m]", pane).filter((mark) => marksOf(mark).includes(last)) : [];
    if (own.length) bring(own.find(seen));
  }

  // -- clauses --------------------------------------------------------------------------------------------------
  function select(index, focus = true) {
    if (index < 0 || index >= rows.length) return;
    for (const each of all(".row.on")) each.classList.remove("on");
    const each = rows[index], ids = targets(each), clause = each.querySelector(".cl");
    current = each.id;
    quote = 0;
    each.classList.add("on");
    if (focus) { each.tabIndex = -1; each.focus({ preventScroll: true }); }
    if (focus) each.scrollIntoView({ block: "nearest" });
    const places = ids.length ? ids : [place(clause)];
    lit = places;
    dark = against(each);
    if (texts && getComputedStyle(texts).overflowY !== "visible") open(places[0]); else if (texts) relight();
    say(`${clause.textContent}, ${each.querySelector(".st").textContent}`);
  }
  function next(test) {
    const at = rowAt(), after = rows.findIndex((each, i) => i > at && test(each));
    select(after >= 0 ? after : rows.findIndex(test));
  }
  function follow(id) {
    const named = all(".tree .row[id]").find((each) => place(each.querySelector(".cl")) === id);
    if (!named) return;
    named.classList.add("on");
    named.scrollIntoView({ block: "center" });
    current = rows.includes(named) ? named.id : current;
  }

  // -- rulings --------------------------------------------------------------------------------------------------
  const form = () => byId("ruling");
  const touched = () => form().dispatchEvent(new Event("input", { bubbles: true }));
  async function rule(kind, at = row()) {
    const acts = at && at.querySelector(".acts");
    if (!acts || bench.classList.contains("reads")) return;
    const old = form();
    if (old && old.dataset.clause === acts.dataset.clause && old.dataset.act === kind) { focusForm(); return; }
    const query = new URLSearchParams({ clause: acts.dataset.clause, act: kind });
    const answer = await fetch(`${base}/ruling?${query}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    const html = await answer.text();
    if (!answer.ok) { const says = byId("says"); if (says) says.innerHTML = html; return; }
    if (old) old.remove();
    at.querySelector(".tx").insertAdjacentHTML("beforeend", html);
    const made = form();
    htmx.process(made);
    document.dispatchEvent(new CustomEvent("case:form", { detail: made }));
    offer();
    focusForm();
  }
  function focusForm() {
    const made = form(), first = made && made.querySelector("[data-first]");
    if (first) { first.focus(); made.scrollIntoView({ block: "nearest" }); }
  }
  function drop() {
    const made = form();
    if (!made) return;
    const at = made.closest(".row");
    made.remove();
    offer();
    if (at) { at.tabIndex = -1; at.focus({ preventScroll: true }); }
  }
  // Offsets are counted in code points, as the document's own are; a line says where it begins.
  const points = (words) => [...words].length;
  function offsetAt(node, offset) {
    const element = node.nodeType === 1 ? node : node.parentElement, line = element && element.closest(".tx[data-s]");
    if (!line || !texts.contains(line)) return null;
    const before = document.createRange();
    before.setStart(line, 0);
    before.setEnd(node, offset);
    return { at: Number(line.dataset.s) + points(before.toString()), line };
  }
  function edge(range, start) {
    const found = start ? offsetAt(range.startContainer, range.startOffset) : offsetAt(range.endContainer, range.endOffset);
    if (found) return found;
    const lines = all(".tx[data-s]", shown() || texts).filter((line) => range.intersectsNode(line));
    const line = start ? lines[0] : lines[lines.length - 1];
    return line ? { at: Number(line.dataset.s) + (start ? 0 : points(line.textContent)), line } : null;
  }
  function picked() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0), pane = shown();
    if (!pane || !pane.contains(range.commonAncestorContainer) || pane.id === "doc-policy") return null;
    const first = edge(range, true), end = edge(range, false);
    if (!first || !end || end.at <= first.at) return null;
    const lines = all(".tx[data-s]", pane).filter((line) => range.intersectsNode(line) && Number(line.dataset.s) < end.at);
    const from = [...lines.map((line) => line.textContent).join("\n")].slice(first.at - Number(lines[0].dataset.s));
    const words = from.slice(0, end.at - first.at).join("");
    const trimmed = words.trim();
    if (!trimmed) return null;
    const start = first.at + points(words) - points(words.trimStart());
    const number = lines[0].closest(".ln").querySelector(".no").textContent;
    return { holder: pane.id.slice(4), start, end: start + points(trimmed), words: trimmed, label: `${pane.id.slice(4)}:${number}` };
  }
  function offer() {
    if (!pick) return;
    const found = form() && form().querySelector(".chips") ? picked() : null;
    pick.hidden = !found;
    if (!found) return;
    pick.querySelector("q").textContent = found.words.length > 160 ? `${found.words.slice(0, 160)} …` : found.words;
    pick.querySelector("span").textContent = found.label;
  }
  function cite(found) {
    const chips = form() && form().querySelector(".chips");
    if (!found || !chips) return;
    const value = `${found.holder}:${found.start}-${found.end}`;
    if (all("input[name=cite]", chips).some((each) => each.value === value)) return;
    const chip = document.createElement("li");
    chip.className = "chip";
    const hidden = (name, content) => Object.assign(document.createElement("input"), { type: "hidden", name, value: content });
    const words = document.createElement("q"), at = document.createElement("a"), out = document.createElement("button");
    words.textContent = found.words;
    at.textContent = found.label;
    at.className = "at";
    at.href = `?open=${found.holder}#doc-${found.holder}`;
    out.type = "button";
    out.className = "out";
    out.textContent = "Remove";
    out.setAttribute("aria-label", `Remove the words at ${found.label}`);
    chip.append(hidden("cite", value), hidden("quote", found.words), words, at, out);
    chips.append(chip);
    say(`Cited ${found.label}`);
    getSelection().removeAllRanges();
    touched();
    offer();
  }

  // -- the left side, also after it was swapped ---------------------------------------------------------------------
  function begin(first) {
    rows = all(".tree .row[id]").filter((each) => !each.classList.contains("grp"));
    const scroll = byId("scroll"), parts = all("#sections > section"), links = all(".sec a").filter((link) => link.getAttribute("href").startsWith("#"));
    if (scroll && parts.length) {
      const spy = () => {
        const top = scroll.scrollTop + 80;
        let best = parts[0];
        for (const part of parts) if (part.offsetTop <= top) best = part;
        for (const link of links) if (place(link) === best.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      };
      scroll.addEventListener("scroll", spy, { passive: true });
      spy();
    }
    const hash = decodeURIComponent(location.hash.slice(1));
    if (!rows.length) { if (first && texts && holderOf(hash)) { light([hash]); open(hash); } return; }
    if (!first) { const at = rowAt(); if (at >= 0) { rows[at].classList.add("on"); } return; }
    const named = rows.findIndex((each) => each.id === hash);
    const deciding = rows.findIndex((each) => each.querySelector(".dec")), opened = rows.findIndex((each) => each.classList.contains("open"));
    if (form() && form().dataset.clause) {
      const own = rows.find((each) => each.querySelector(".acts")?.dataset.clause === form().dataset.clause);
      if (own) { own.querySelector(".tx").append(form()); select(rows.indexOf(own)); focusForm(); return; }
    }
    if (named >= 0) select(named);
    else if (holderOf(hash)) { light([hash]); open(hash); }
    else if (!hash || !byId(hash)) {
      const start = deciding >= 0 ? deciding : Math.max(opened, 0);
      select(start, false);
      if (getComputedStyle(scroll).overflowY !== "visible") rows[start].scrollIntoView({ block: "nearest" });
    }
    if (hash && named < 0 && byId(hash) && scroll && scroll.contains(byId(hash))) byId(hash).scrollIntoView();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]"), at = event.target.closest(".tree .row[id]");
    const button = event.target.closest("button");
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link && link.closest(".sec") && link.pathname !== location.pathname && shown()) {
      const to = new URL(link.href); // what is open stays open beside the other view
      to.searchParams.set("open", shown().id.slice(4));
      if (!to.hash && last && byId(last) && shown().contains(byId(last))) to.hash = last;
      link.href = to.href;
    } else if (link && link.dataset.rule !== undefined) {
      event.preventDefault();
      const own = at || rows.find((each) => each.querySelector(".acts")?.dataset.clause === link.closest(".acts").dataset.clause);
      if (rows.includes(own)) select(rows.indexOf(own), !at);
      rule(link.dataset.rule, own);
    } else if (link && link.hash && link.pathname === location.pathname && texts) {
      const id = place(link), index = rows.findIndex((each) => each.id === id);
      if (index >= 0) { event.preventDefault(); select(index); }
      else if (holderOf(id)) {
        event.preventDefault();
        if (at && rows.includes(at)) {
          if (at.id !== current) { for (const each of all(".row.on")) each.classList.remove("on"); at.classList.add("on"); current = at.id; }
          lit = targets(at); dark = against(at);
          if (!lit.includes(id)) { lit = [id]; dark = []; }
        } else if (!link.dataset.pane) {
          for (const each of all(".row.on")) each.classList.remove("on");
          lit = [id]; dark = [];
          follow(id);
        }
        open(id);
      } else if (!link.matches(".skip") && byId(id)) { event.preventDefault(); byId(id).scrollIntoView(); }
    } else if (button && button.closest(".vw")) turn(button.dataset.view);
    else if (button && button.closest("#pick")) cite(picked());
    else if (button && button.matches(".chip .out")) { button.closest(".chip").remove(); touched(); form().querySelector("[data-first]").focus(); }
    else if (button && button.dataset.act === "drop") drop();
    else if (button && button.dataset.act === "dismiss") { byId("changes").replaceChildren(); if (row()) row().focus({ preventScroll: true }); }
    else if (!event.target.closest("form") && at && rows.includes(at)) select(rows.indexOf(at), false);
  });
  document.addEventListener("mousedown", (event) => { if (event.target.closest("#pick")) event.preventDefault(); });
  document.addEventListener("selectionchange", offer);
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    const key = event.key, typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (key === "Escape" && form() && (typing || form().contains(document.activeElement))) { event.preventDefault(); drop(); return; }
    if (typing || document.querySelector("dialog[open]") || document.body.dataset.going) return;
    if (key === "c" && pick && !pick.hidden) { event.preventDefault(); cite(picked()); return; }
    if (key === "j") select(Math.min(rowAt() + 1, rows.length - 1));
    else if (key === "k") select(Math.max(rowAt() - 1, 0));
    else if (key === "n") next((each) => each.classList.contains("open"));
    else if ((key === "[" || key === "]") && row()) {
      const ids = targets(row());
      if (ids.length) { quote = (quote + (key === "]" ? 1 : -1) + ids.length) % ids.length; open(ids[quote]); }
    } else if (!texts) return;
    else if (/^[1-9]$/.test(key)) show(key);
    else if (key === "0") show("R");
    else if (key === "p") show("policy");
    else if (key === "v") turn(wanted === "page" ? "text" : "page");
    else if (key === "o" && row()) rule("");
    else if (key === "a" && row()) { if (row().classList.contains("asks")) rule(""); else { next((each) => each.classList.contains("asks")); if (row().classList.contains("asks")) rule(""); else say("No clause is left to a reviewer"); } }
    else return;
    event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", () => { // what is wrong is told in the form; typing goes on there
    const made = form();
    if (made && made.querySelector("[role=alert]") && !made.contains(document.activeElement)) { focusForm(); offer(); }
  });
  document.body.addEventListener("htmx:beforeSwap", () => { root.dataset.top = byId("scroll") ? byId("scroll").scrollTop : 0; });
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id !== "sections" && event.detail.elt?.id !== "sections") return;
    begin(false);
    byId("scroll").scrollTop = Number(root.dataset.top);
    const ruled = row();
    if (ruled && (!document.activeElement || document.activeElement === document.body)) { ruled.tabIndex = -1; ruled.focus({ preventScroll: true }); ruled.scrollIntoView({ block: "center" }); }
    const pane = shown(), top = texts ? texts.scrollTop : 0;
    if (pane) { // what is cited changed: panes are fetched again, the open one first
      const holder = pane.id.slice(4);
      fetchPane(holder).then((html) => { texts.innerHTML = html; front(byId(`doc-${holder}`)); view(wanted); const own = row(); if (own) { lit = targets(own); dark = against(own); } relight(); texts.scrollTop = top; });
    }
  });
  bench.classList.add("keyed");
  const pane = shown();
  if (pane) front(pane);
  begin(true);
})();
