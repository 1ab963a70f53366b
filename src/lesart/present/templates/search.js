// ── Search in the pages: each hit is evidence ───────────────────────────────────────
const MOST_HITS = 60, AROUND = 44, found = $("#found"), box = $("#find");
// Case and accents aside, one code point stays one code point, so that places keep their meaning.
const plain = new Map();
function foldOne(c) {
  const f = c.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(), one = /\s/.test(c) ? " " : [...f].length === 1 ? f : c;
  plain.set(c, one);
  return one;
}
const fold = chars => chars.map(c => plain.get(c) ?? foldOne(c));
const folded = n => PAGES[n].folded ??= fold(points(n));
function hitsOn(n, wanted) {
  const text = folded(n), hits = [];
  for (let i = 0; i + wanted.length <= text.length; i++) {
    let k = 0;
    while (k < wanted.length && text[i + k] === wanted[k]) k++;
    if (k === wanted.length) { hits.push([i, i + k]); i += k - 1; }
  }
  return hits;
}
function showHit(n, [a, b]) {
  const li = el("li"), link = el("a");
  link.href = "#p" + n;
  link.dataset.e = `${n}:${a}-${b}`;
  const t = el("span", "ctx");
  t.lang = PAGES[n].language || "";
  const flat = s => s.replace(/\s+/g, " ");
  t.append((a > AROUND ? "… " : "") + flat(slice(n, Math.max(0, a - AROUND), a)), el("b", "", flat(slice(n, a, b))), flat(slice(n, b, b + AROUND)) + " …");
  link.append(el("span", "sig", UI.pages[n].sig), " ", t);
  li.append(link);
  return li;
}
function search() {
  const asked = box.value.trim();
  if (asked.length < 2) return endSearch(true);
  const wanted = fold(Array.from(asked.replace(/\s+/g, " ")));
  const list = $("ol", found);
  list.replaceChildren();
  let total = 0;
  for (let n = 0; n < UI.pages.length; n++) for (const hit of hitsOn(n, wanted)) {
    if (total++ < MOST_HITS) list.append(showHit(n, hit));
  }
  const S = UI.search;
  $("p", found).textContent = total === 0 ? S.found_none : total === 1 ? S.found_one : fmt(total > MOST_HITS ? S.shown : S.found, { n: num(total), shown: MOST_HITS });
  found.hidden = false;
}
function endSearch(keep) {
  found.hidden = true;
  if (!keep) { box.value = ""; box.focus(); }
}
let wait = 0;
box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 120); });
box.addEventListener("keydown", ev => {
  if (ev.key === "ArrowDown" && !found.hidden) { ev.preventDefault(); $("#found a")?.focus(); }
});
found.addEventListener("keydown", ev => {
  if (ev.key !== "ArrowDown" && ev.key !== "ArrowUp") return;
  const all = $$("#found a"), at = all.indexOf(document.activeElement) + (ev.key === "ArrowDown" ? 1 : -1);
  ev.preventDefault();
  (all[at] || box).focus();
});
$("form.find").addEventListener("submit", ev => { ev.preventDefault(); search(); });
document.addEventListener("click", ev => { if (!found.hidden && !ev.target.closest("#found,.find,#evidence")) endSearch(true); });
