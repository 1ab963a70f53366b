// ── Arrow keys: one stop a table, in it from cell to cell ───────────────────────────────
function neighbour(link, key) {
  const td = link.closest("td.r"), table = td.closest("table"), rows = $$("tbody", table).filter(shown);
  const r = rows.indexOf(td.closest("tbody")), cells = b => $$("td.r", b).filter(shown), c = cells(rows[r]).indexOf(td);
  const near = row => row && (cells(row)[c] || cells(row).at(-1));
  if (key === "ArrowLeft") return cells(rows[r])[c - 1];
  if (key === "ArrowRight") return cells(rows[r])[c + 1];
  if (key === "ArrowUp") return near(rows[r - 1]);
  if (key === "ArrowDown") return near(rows[r + 1]);
  return key === "Home" ? cells(rows[r])[0] : cells(rows[r]).at(-1);
}
function rove(link) {
  const table = link.closest("table.loci");
  if (!table) return;
  $$('td.r [tabindex="0"]', table).forEach(a => a.tabIndex = -1);
  link.tabIndex = 0;
}
$$("table.loci").forEach(t => {
  $$("td.r [data-e]", t).forEach(a => a.tabIndex = -1);
  const first = $("td.r [data-e]", t);
  if (first) first.tabIndex = 0;
});
document.addEventListener("focusin", ev => { if (ev.target.matches("td.r [data-e]")) rove(ev.target); });
document.addEventListener("keydown", ev => {
  const typing = ev.target.matches("input:not([type=radio],[type=checkbox]),select,textarea");
  if (ev.key === "Escape") return escape_(ev);
  if (ev.key === "/" && !typing && !ev.ctrlKey && !ev.metaKey && !ev.altKey) { ev.preventDefault(); return $("#find").focus(); }
  if (!/^(Arrow|Home$|End$)/.test(ev.key) || ev.altKey || ev.ctrlKey || ev.metaKey) return;
  const inPanel = ev.target.id === "b-title" && origin?.closest("td.r") && /Left|Right/.test(ev.key);
  const from = inPanel ? origin : ev.target.closest("td.r [data-e]");
  if (!from) return;
  const next = neighbour(from, ev.key)?.querySelector("[data-e]");
  ev.preventDefault();
  if (!next) return;
  rove(next);
  if (!inPanel) { next.focus({ preventScroll: true }); next.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" }); }
  if (!panel.hidden) openEvidence(next, inPanel);
});
function escape_() {
  if (!panel.hidden) return closeEvidence();
  if (!$("#found").hidden) endSearch();
}

// Large piles keep verbatim words once, in the data: written into the cells when asked for.
function spellOut(table) {
  table.classList.remove("terse");
  for (const td of $$("td.verbatim", table)) {
    const { n, spans } = parse($("[data-e]", td).dataset.e);
    for (const [a, b] of spans) { const t = el("span", "t", slice(n, a, b)); t.lang = PAGES[n].language || ""; td.append(t); }
  }
}

$$(".loci th .n:not(.x)").forEach(a => a.title = UI.rows.link);

// Whether a witness's reading in a row is of a kind; silence has no cell where witnesses stand beneath each other.
function isKind(row, witness, kind) {
  const cell = $(`td.r[data-w="${witness}"]`, row);
  return kind === "silent" ? !cell || cell.classList.contains("silent") : Boolean(cell?.classList.contains(kind));
}

// ── Filters ──────────────────────────────────────────────────────────────────────
function filter(form) {
  const table = document.getElementById(form.dataset.table), f = new FormData(form), only = f.get("wit") || "";
  const text = f.get("view") === "app", cards = text || Boolean(only) || table.classList.contains("stacked");
  table.classList.toggle("lesetext", text);
  table.classList.toggle("cards", cards);
  table.classList.toggle("spell", f.has("spell"));
  table.classList.toggle("newest", Boolean(form.elements.old) && !f.has("old") && !(only && $(`th.old[data-w="${only}"]`, table)));
  if (f.has("spell") && table.classList.contains("terse")) spellOut(table);
  const heads = $$("thead th[data-w]", table).filter(h => !(table.classList.contains("newest") && h.classList.contains("old")));
  if (heads.length) $$("tr.app td", table).forEach(c => c.colSpan = heads.length);
  $$("td.r", table).forEach(c => c.hidden = !c.classList.contains("base") && (text || Boolean(only) && c.dataset.w !== only));
  $$("td.mute", table).forEach(c => c.hidden = text || Boolean(only));
  const rows = $$("tbody", table);
  for (const b of rows) {
    const differs = only ? $(`td.differs[data-w="${only}"]`, b) : $("td.differs", b);
    b.hidden = (f.has("diff") && !differs) || (f.has("num") && !b.dataset.num) || Boolean(form.dataset.kind) && !isKind(b, only, form.dataset.kind);
  }
  const left = rows.filter(b => !b.hidden).length, words = UI.rows;
  const all = fmt(rows.length === 1 ? words.all.one : words.all.many, { n: num(rows.length) });
  $("output", form).textContent = left === rows.length ? all : fmt(words.of, { left: num(left), all });
  const cur = $('td.r [tabindex="0"]', table);
  if (!cur || !shown(cur)) { const a = $$("td.r [data-e]", table).find(shown); if (a) rove(a); }
}
$$("form.tools[data-table]").forEach(form => {
  form.addEventListener("change", () => { delete form.dataset.kind; filter(form); });
  form.addEventListener("submit", e => e.preventDefault());
  const f = new FormData(form);                          // a browser may have kept what was chosen before a reload
  if (f.has("diff") || f.has("num") || f.has("spell") || form.elements.old || f.get("wit") || f.get("view") !== "col") filter(form);
});
$$("[data-set]").forEach(a => a.addEventListener("click", () => {          // "≠ 10" in the masthead sets the filter
  $$("form.tools[data-table]").forEach(form => { form.reset(); delete form.dataset.kind; if (form.elements[a.dataset.set]) form.elements[a.dataset.set].checked = true; filter(form); });
}));
$$("[data-pick]").forEach(a => a.addEventListener("click", () => {         // a number of the balance shows its rows
  const [no, witness, kind] = a.dataset.pick.split(":"), form = $(`form[data-table="t${no}"]`);
  form.reset();
  for (const radio of form.elements.wit) radio.checked = radio.value === witness;
  form.dataset.kind = kind;
  filter(form);
}));
// Figures and sayings: by witness, speaker, difference.
const bears = (block, witness) => !witness || $$(".sig", block).some(s => s.textContent.split(" ").includes(witness));
for (const form of $$("form.who")) {
  form.addEventListener("submit", e => e.preventDefault());
  form.addEventListener("change", () => {
    const f = new FormData(form), diff = f.has("diff"), witness = f.get("wit");
    if (form.id === "f-figures") return filterFigures(form, diff, witness);
    const speaker = f.get("speaker");
    for (const block of $$(".speaker")) {
      for (const said of $$("ol.say", block)) {
        said.hidden = (diff && !said.dataset.diff) || !bears(said, witness);
        for (let next = said.nextElementSibling; next?.matches(".saynote,.sayrows"); next = next.nextElementSibling) next.hidden = said.hidden;
      }
      $$("details", block).forEach(d => d.hidden = !$("ol.say:not([hidden])", d));
      block.hidden = (speaker !== "" && block.dataset.speaker !== speaker) || ((diff || Boolean(witness)) && !$("ol.say:not([hidden])", block));
    }
  });
}
function filterFigures(form, diff, witness) {
  const rows = $$("#figures tbody");
  for (const row of rows) row.hidden = (diff && !row.dataset.diff) || !bears(row, witness);
  for (const plot of $$(".plots figure")) plot.hidden = document.getElementById($("figcaption a", plot).hash.slice(1)).hidden;
  const left = rows.filter(row => !row.hidden).length;
  $("output", form).textContent = left === rows.length ? "" : fmt(UI.rows.of, { left: num(left), all: num(rows.length) });
}
