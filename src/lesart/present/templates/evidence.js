"use strict";
// Without this script the document is whole: every cell then leads to its place in the sources.
// Page text enters the document as text nodes only; nothing here makes markup from a string.
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const el = (tag, cls, text) => { const e = document.createElement(tag); if (cls) e.className = cls; if (text != null) e.textContent = text; return e; };
document.documentElement.classList.add("js");
const UI = JSON.parse($("#lesart-ui").textContent), DATA = JSON.parse($("#lesart-data").textContent);
const W = UI.panel, PAGES = DATA.pages;
const fmt = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => key in values ? values[key] : all);
const num = n => n.toLocaleString(UI.language);
// Places count code points; the browser counts UTF-16 units. Here, and only here, they are converted.
const points = n => PAGES[n].points ??= Array.from(PAGES[n].text);
const slice = (n, a, b) => points(n).slice(a, b).join("");
// Large reports keep zones as places by kind; in order of place they are what they are elsewhere.
for (const page of PAGES) if (page.zones && !Array.isArray(page.zones)) page.zones = Object.entries(page.zones).flatMap(([kind, list]) => list.map(([start, end]) => ({ kind, start, end }))).sort((a, b) => a.start - b.start);
const panel = $("#evidence"), status = $("#status"), wide = matchMedia("(min-width:1100px)");
let origin = null;                                       // the link that opened the panel
const say = t => { status.textContent = ""; requestAnimationFrame(() => status.textContent = t); };
const shown = e => e.offsetParent !== null;
const aside = kind => UI.aside.includes(kind);

// ── Places ──────────────────────────────────────────────────────────────────────
function parse(code) {                                   // "3:10-52,901-923", or "3:" for a silent page
  const [n, list] = code.split(":");
  return { n: +n, spans: list ? list.split(",").map(s => s.split("-").map(Number)) : [] };
}
function dateOf(n) {
  const p = UI.pages[n];
  return p.dated + (p.bound ? " (" + p.bound + ")" : "");
}
function citation({ n, spans }) {
  const p = UI.pages[n], at = spans.map(([a, b]) => a + "–" + b).join(", ");
  return [p.outlet + (p.title ? ": " + p.title : ""), dateOf(n), p.url || p.place].join(", ") +
    "; " + fmt(W.cite_characters, { places: at }) + "; SHA-256 " + PAGES[n].bytes.slice(0, 16) + "…";
}
function pieces(n, a, b, spans) {                        // the text from a to b, the spans in it marked
  const out = document.createDocumentFragment(), cuts = [a, b];
  for (const s of spans) for (const c of s) if (c > a && c < b) cuts.push(c);
  cuts.sort((x, y) => x - y);
  for (let i = 0; i + 1 < cuts.length; i++) {
    if (cuts[i] === cuts[i + 1]) continue;
    const hit = spans.some(s => s[0] <= cuts[i] && cuts[i + 1] <= s[1]), text = slice(n, cuts[i], cuts[i + 1]);
    out.append(hit ? el("mark", "hit", text) : text);
  }
  return out;
}
function zoneView(n, zone, spans) {
  const row = el("div", "z " + zone.kind), body = el("div", "zt k-" + (aside(zone.kind) ? "aside" : zone.kind));
  body.append(pieces(n, zone.start, zone.end, spans));
  row.append(el("span", "zk", UI.zones[zone.kind] || zone.kind), body);
  return row;
}
function pageView({ n, spans }, silent) {
  const box = el("div");
  box.lang = PAGES[n].language || "";
  for (const zone of PAGES[n].zones) {
    const row = zoneView(n, zone, spans);
    if (silent && !UI.article.includes(zone.kind)) row.classList.add("mini");
    box.append(row);
  }
  return box;
}

// ── The panel ────────────────────────────────────────────────────────────────────
function strip(link, row) {                              // the other readings of the row, one tap away
  const bar = $("#b-row");
  bar.replaceChildren();
  for (const td of row ? $$("td.r", row).filter(shown) : []) {
    const go = el("button", td.classList[1]), a = $("[data-e]", td);
    go.type = "button";
    go.append($(".g", a).textContent, el("span", "sig", td.dataset.s));
    go.setAttribute("aria-label", td.dataset.s + ", " + $(".w", a).textContent);
    if (a === link) go.setAttribute("aria-current", "true");
    go.addEventListener("click", () => { rove(a); openEvidence(a); $("#b-row [aria-current]").focus(); });
    bar.append(go);
  }
}
function quote(ref, label, kind) {
  const { n, spans } = ref, box = $("#b-quote"), wrap = el("div", kind);
  wrap.append(el("p", "rel", label));
  box.replaceChildren(wrap);
  const acts = el("div", "acts");
  if (!spans.length) {
    const size = PAGES[n].zones.filter(z => UI.article.includes(z.kind)).reduce((s, z) => s + z.end - z.start, 0);
    box.append(el("p", "", fmt(W.silent, { n: num(size) })));
  } else {
    for (const [a, b] of spans) { const q = el("blockquote", "", slice(n, a, b)); q.lang = PAGES[n].language || ""; box.append(q); }
    box.append(el("p", "cite", citation(ref)));
    const copy = el("button", "pri", W.copy);
    copy.type = "button";
    copy.addEventListener("click", () => copyText(spans.map(([a, b]) => slice(n, a, b)).join(" […] ") + "\n— " + citation(ref), copy));
    acts.append(copy);
  }
  if (UI.pages[n].url) {                                 // checked for http(s) when the report was made
    const open = el("a", "", W.original);
    open.href = UI.pages[n].url; open.rel = "noreferrer noopener"; open.target = "_blank";
    acts.append(open);
  }
  if (UI.pages[n].saved) {                               // relative, made and escaped when the report was made
    const saved = el("a", "", W.saved);
    saved.href = UI.pages[n].saved; saved.rel = "noreferrer noopener"; saved.target = "_blank";
    acts.append(saved);
  }
  const whole = el("a", "", W.in_sources);
  whole.href = "#p" + n;
  acts.append(whole);
  box.append(acts);
}
function facts({ n, spans }) {
  const p = UI.pages[n], list = el("dl"), at = spans.map(s => s.join("–")).join(", ");
  const rows = [[W.meta_title, p.title], [W.meta_published, dateOf(n)], [W.meta_author, p.authors || UI.unnamed], [W.meta_agency, p.agencies || UI.unnamed],
    [W.meta_language, PAGES[n].language], [W.meta_characters, at], [W.meta_file, p.place], [W.meta_hash, PAGES[n].bytes]];
  for (const [k, v] of rows) if (v) list.append(el("dt", "", k), el("dd", "", v));
  return list;
}
function fill(link) {
  const ref = parse(link.dataset.e), p = UI.pages[ref.n], cell = link.closest("td.r"), form = link.closest(".say li");
  $("#b-sig").textContent = p.sig;
  $("#b-title").textContent = p.outlet;
  $("#b-date").textContent = dateOf(ref.n) + (p.agencies ? " · " + p.agencies : "");
  const row = link.closest("[data-row]"), holder = cell || form, word = holder && $(".w", holder);
  strip(link, cell && row);
  const label = (word ? word.textContent : W.place) + (cell ? " · " + fmt(W.row, { no: row.dataset.row }) : "");
  quote(ref, label, cell ? cell.classList[1] : form ? form.className : "");
  const view = $("#b-page");
  view.replaceChildren(pageView(ref, !ref.spans.length), facts(ref));
  const hit = $(".hit", view);
  view.scrollTop = 0;
  if (hit) view.scrollTop = hit.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 3;
}
function openEvidence(link, moveFocus) {
  const y = link.getBoundingClientRect().top;
  $$(".on").forEach(c => c.classList.remove("on"));
  origin = link;
  link.closest("td.r")?.classList.add("on");
  panel.hidden = false;
  document.body.classList.add("has-evidence");
  fill(link);
  link.closest("td.r")?.scrollIntoView({ block: "nearest", inline: "nearest" });   // not beneath the panel
  if (wide.matches) scrollBy(0, link.getBoundingClientRect().top - y);     // the cell stays where it was
  else if (!link.closest("#found")) scrollBy(0, link.getBoundingClientRect().top - 56 - (link.closest("table")?.tHead?.offsetHeight ?? 0));
  if (moveFocus) $("#b-title").focus();
  say(fmt(W.opened, { outlet: UI.pages[parse(link.dataset.e).n].outlet }));
}
function closeEvidence() {
  if (panel.hidden) return;
  const y = origin.getBoundingClientRect().top;
  panel.hidden = true;
  document.body.classList.remove("has-evidence");
  $$(".on").forEach(c => c.classList.remove("on"));
  scrollBy(0, origin.getBoundingClientRect().top - y);
  origin.focus({ preventScroll: true });
}
async function copyText(text, button) {
  let ok = true;
  try { await navigator.clipboard.writeText(text); }
  catch {
    const area = el("textarea");
    area.value = text; document.body.append(area); area.select();
    ok = document.execCommand("copy"); area.remove(); button.focus();
  }
  button.textContent = ok ? W.copied : W.not_copied;
  say(ok ? W.copied_said : W.not_copied);
  setTimeout(() => button.textContent = W.copy, 1800);
}
document.addEventListener("click", ev => {
  if (ev.target.closest("#b-x")) return closeEvidence();
  if (ev.ctrlKey || ev.metaKey || ev.shiftKey || String(getSelection())) return;
  const link = ev.target.closest("[data-e]") || (ev.target.closest("a,button") ? null : ev.target.closest("td.r")?.querySelector("[data-e]"));
  if (!link) return;
  ev.preventDefault();
  openEvidence(link, ev.detail === 0);                   // detail 0: opened with the keyboard
});

// ── Sources of large piles: made when they come into view ───────────────────────────────
function load(article) {
  if (!article || !("lazy" in article.dataset)) return;
  const n = +article.dataset.lazy;
  delete article.dataset.lazy;
  $(".src", article).replaceChildren(pageView({ n, spans: [] }, false));
}
const watch = new IntersectionObserver(seen => seen.forEach(e => { if (e.isIntersecting) { load(e.target); watch.unobserve(e.target); } }), { rootMargin: "600px" });
$$("[data-lazy]").forEach(a => watch.observe(a));

// ── Deep links open what hides them ─────────────────────────────────────────────────
function reveal() {
  let target = null;
  try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
  if (!target) return;
  const folded = target.closest("details:not([open])");
  if (folded) { folded.open = true; target.scrollIntoView(); }
}
addEventListener("hashchange", reveal);
reveal();
addEventListener("beforeprint", () => { closeEvidence(); $$("[data-lazy]").forEach(load); $$("details").forEach(d => d.open = true); });
