(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const rows = all(".tree .row[id]").filter((row) => !row.classList.contains("grp"));
{% if paged %}
  const marks = all("mark, .leaf g[data-m], .leaf .gu"), views = all(".vw button");
  const texts = document.getElementById("texts"), live = document.getElementById("live");
  let wanted = "page", last = "";
{% else %}
  const marks = all("mark"), texts = document.getElementById("texts"), live = document.getElementById("live");
{% endif %}
  let current = -1, quote = 0;

  const target = (link) => link.getAttribute("href").slice(1);
  const targets = (row) => all("a.q, a.at.chart", row).map(target);

  const against = (row) => all("a.q", row).filter((link) => link.querySelector(".sg").textContent === "\u2212").map(target);

  function light(ids, contrary = []) {
    for (const mark of marks) {
      const own = mark.dataset.m.split(" ");
      mark.classList.toggle("on", own.some((id) => ids.includes(id)));
      mark.classList.toggle("minus", own.some((id) => contrary.includes(id)));
    }
    for (const line of all(".ln.hit")) line.classList.remove("hit");
    for (const mark of all("mark.on")) mark.closest(".ln").classList.add("hit");
  }
  function bring(element, pane) {
    if (!element) return;
    if (getComputedStyle(pane).overflowY === "visible") { element.scrollIntoView({ block: "center" }); return; }
    const box = element.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    pane.scrollTop += box.top - frame.top - frame.height / 3;
    tabs();
  }
{% if paged %}
  const seen = (element) => element && element.getClientRects().length > 0;
  function view(name) {
    texts.classList.toggle("by-text", name === "text");
    for (const each of views) each.setAttribute("aria-pressed", String(each.dataset.view === name));
  }
  // Words open where they stand on the page; in the text where they are not on a page that is shown.
  function open(id) {
    const own = marks.filter((mark) => mark.tagName !== "P" && mark.dataset.m.split(" ").includes(id));
    const boxed = own.some((mark) => mark.tagName === "g");
    last = id;
    for (const mark of marks) mark.classList.toggle("now", own.includes(mark));
    view(!boxed && own.length && own[0].closest(".paged") ? "text" : wanted);
    bring([document.getElementById(id), ...own].find(seen), texts);
  }
  function turn(name) {
    const tab = document.querySelector(".docs a[aria-current]"), at = tab && document.getElementById(target(tab));
    wanted = name;
    view(name);
    live.textContent = name === "page" ? "Pages as received" : "Text as read";
    if (at && marks.some((mark) => at.contains(mark) && mark.dataset.m.split(" ").includes(last))) open(last);
    else if (at) show(at.id);
  }
  function reach(id) {
    const place = document.getElementById(id);
    if (!place || !place.matches(".pg, .pr, .tt")) return false;
    wanted = place.matches(".pg") ? "page" : "text";
    view(wanted);
    bring(place, texts);
    return true;
  }
{% else %}
  function open(id) { bring(document.getElementById(id), texts); }
{% endif %}
  function show(id) {
    const pane = document.getElementById(id);
    if (pane) { if (getComputedStyle(texts).overflowY === "visible") pane.scrollIntoView(); else texts.scrollTop = pane.offsetTop; tabs(); }
  }
  function select(index, focus = true) {
    if (index < 0 || index >= rows.length) return;
    for (const each of all(".row.on")) each.classList.remove("on");
    current = index; quote = 0;
    const row = rows[index], ids = targets(row);
    row.classList.add("on");
    if (focus) { row.tabIndex = -1; row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
    const places = ids.length ? ids : [target(row.querySelector(".cl"))];
    light(places, against(row));
    if (getComputedStyle(texts).overflowY !== "visible") open(places[0]);
    live.textContent = row.querySelector(".cl").textContent + ", " + row.querySelector(".st").textContent;
  }
  function follow(id) {
    const row = all(".tree .row[id]").find((each) => target(each.querySelector(".cl")) === id);
    if (!row) return;
    row.classList.add("on");
    row.scrollIntoView({ block: "center" });
    current = rows.includes(row) ? rows.indexOf(row) : current;
  }
  function next(test) {
    const after = rows.findIndex((row, i) => i > current && test(row));
    select(after >= 0 ? after : rows.findIndex(test));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]'), row = event.target.closest(".tree .row[id]");
    if (link) {
      const id = target(link), at = rows.findIndex((each) => each.id === id);
      if (at >= 0) { event.preventDefault(); select(at); }
      else if (marks.some((mark) => mark.dataset.m.split(" ").includes(id))) {
        event.preventDefault();
        if (row && rows.includes(row)) select(rows.indexOf(row), false);
        else for (const each of all(".row.on")) each.classList.remove("on");
        if (!row || !targets(row).includes(id)) light([id]);
        if (!row) follow(id);
        open(id);
      } else if (link.dataset.pane) { event.preventDefault(); show(link.dataset.pane); }
{% if paged %}
      else if (reach(id)) event.preventDefault();
    } else if (event.target.closest(".vw button")) {
      turn(event.target.closest(".vw button").dataset.view);
{% endif %}
    } else if (row && rows.includes(row)) select(rows.indexOf(row), false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const key = event.key;
    if (key === "j") select(Math.min(current + 1, rows.length - 1));
    else if (key === "k") select(Math.max(current - 1, 0));
    else if (key === "n") next((row) => row.classList.contains("open"));
    else if ((key === "[" || key === "]") && current >= 0) {
      const ids = targets(rows[current]);
      if (ids.length) { quote = (quote + (key === "]" ? 1 : -1) + ids.length) % ids.length; open(ids[quote]); }
    } else if (/^[1-9]$/.test(key)) show("doc-" + key);
    else if (key === "0") show("doc-R");
    else if (key === "p") show("doc-policy");
{% if paged %}
    else if (key === "v") turn(wanted === "page" ? "text" : "page");
{% endif %}
  });
  function spy(pane, parts, links) {
    const mark = () => {
      const top = pane.scrollTop + 80;
      let best = parts[0];
      for (const part of parts) if (part.offsetTop <= top) best = part;
      for (const link of links) {
        if (target(link) === best.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      }
    };
    pane.addEventListener("scroll", mark, { passive: true });
    mark();
    return mark;
  }
  spy(document.getElementById("scroll"), all(".scroll > section"), all(".sec a"));
  const tabs = spy(texts, all(".texts > .doc"), all(".docs a"));
  document.body.classList.add("keyed");

  const hash = decodeURIComponent(location.hash.slice(1)), named = rows.findIndex((row) => row.id === hash);
  if (named >= 0) select(named);
  else if (marks.some((mark) => mark.dataset.m.split(" ").includes(hash))) {% if paged %}{ light([hash]); open(hash); }{% else %}light([hash]);{% endif %}

  else {
    const first = (test) => rows.findIndex(test);
    const deciding = first((row) => row.querySelector(".dec")), opened = first((row) => row.classList.contains("open"));
    select(deciding >= 0 ? deciding : opened >= 0 ? opened : 0, false);
  }
})();
