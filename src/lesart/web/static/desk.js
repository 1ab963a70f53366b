"use strict";
// What the desk does in the browser beside the report's script. All of it works without, by links and plain forms.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  document.documentElement.classList.add("js");
  const ui = document.body.dataset.ui, withUi = path => ui ? path + (path.includes("?") ? "&" : "?") + "ui=" + ui : path;

  // ── `/` leads to the search, unless the report has one of its own ──────────────────
  if (!$("#find")) addEventListener("keydown", ev => {
    if (ev.key !== "/" || ev.ctrlKey || ev.metaKey || ev.altKey || ev.target.matches("input,select,textarea")) return;
    ev.preventDefault();
    ($("#ask") || $("#q")).focus();
  });

  // ── Who decides is remembered in this browser, not told to anybody ──────────────────
  const kept = "lesart-person";
  try {
    for (const field of $$("input[name=person]")) {
      field.value ||= localStorage.getItem(kept) || "";
      field.form.addEventListener("submit", () => localStorage.setItem(kept, field.value));
    }
  } catch { /* storage may be switched off */ }

  // ── The panel of evidence: on to the page, and to what may be corrected there ──────────
  const quote = $("#b-quote"), words = $("#words");
  if (quote && words && typeof PAGES !== "undefined") new MutationObserver(() => {
    const acts = $(".acts", quote);
    if (!acts || $(".desk-link", acts) || !origin?.dataset) return;
    const { n, spans } = parse(origin.dataset.e), at = spans.map(s => s.join("-")).join(",");
    const page = "/pages/" + encodeURIComponent(PAGES[n].page);
    const links = [[words.dataset.open, page + (at ? "?at=" + at : "")], [words.dataset.correct, page + "/correct" + (at ? "?at=" + at : "")]];
    for (const [text, path] of links) {
      const link = document.createElement("a");
      link.className = "desk-link";
      link.textContent = text;
      link.href = withUi(path) + (text === words.dataset.open && at ? "#hit" : "");
      acts.append(link);
    }
    $("a[href^='#p']", acts)?.remove();
  }).observe(quote, { childList: true });

  // ── A stretch selected on a page can be corrected; places count code points ─────────────
  const text = $("#text"), picked = $("#picked");
  const count = s => Array.from(s).length;
  function offset(node, at) {
    const zone = (node.nodeType === 1 ? node : node.parentElement).closest(".zt");
    if (!zone || !text.contains(zone)) return null;
    const before = document.createRange();
    before.setStart(zone, 0);
    before.setEnd(node, at);
    return +zone.dataset.start + count(before.toString());
  }
  if (text) document.addEventListener("selectionchange", () => {
    const chosen = getSelection(), range = chosen.rangeCount && !chosen.isCollapsed ? chosen.getRangeAt(0) : null;
    const a = range && offset(range.startContainer, range.startOffset), b = range && offset(range.endContainer, range.endOffset);
    picked.hidden = !(a !== null && b !== null && a < b);
    if (picked.hidden) return;
    $("a", picked).href = withUi("/pages/" + encodeURIComponent(text.dataset.page) + "/correct?at=" + a + "-" + b);
  });

  // ── Files dropped on the page, folders too ────────────────────────────────────────
  const form = $("#upload");
  async function walk(entry, files) {
    if (entry.isFile) files.push(await new Promise((good, bad) => entry.file(good, bad)));
    else {
      const reader = entry.createReader();
      for (;;) {
        const part = await new Promise((good, bad) => reader.readEntries(good, bad));
        if (!part.length) return;
        for (const each of part) await walk(each, files);
      }
    }
  }
  async function send(files) {
    const told = $("#sent"), data = new FormData();
    data.append("form_token", form.elements.form_token.value);
    for (const file of files) data.append("files", file, file.name);
    told.textContent = form.dataset.sending.replace("{n}", files.length);
    try {
      const answer = await fetch("/upload?format=json", { method: "POST", body: data, headers: { Accept: "application/json" } });
      const record = await answer.json();
      if (!answer.ok) throw new Error(record.reason);
      location.assign(withUi("/jobs/" + record.id));
    } catch (error) { told.textContent = form.dataset.failed + " " + error.message; }
  }
  if (form) {
    let depth = 0;
    addEventListener("dragenter", ev => { ev.preventDefault(); depth++; form.classList.add("over"); });
    addEventListener("dragleave", () => { if (--depth <= 0) form.classList.remove("over"); });
    addEventListener("dragover", ev => ev.preventDefault());
    addEventListener("drop", async ev => {
      ev.preventDefault();
      depth = 0;
      form.classList.remove("over");
      const entries = [...ev.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean), files = [];
      if (entries.length) for (const entry of entries) await walk(entry, files);
      else files.push(...ev.dataTransfer.files);
      if (files.length) send(files);
    });
    form.addEventListener("submit", ev => { ev.preventDefault(); if (form.elements.files.files.length) send([...form.elements.files.files]); });
  }
  addEventListener("beforeprint", () => $$("details").forEach(d => d.open = true));
})();
