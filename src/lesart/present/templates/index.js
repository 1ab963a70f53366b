"use strict";
// A link into the report as one file still leads to its row: the index knows which file holds it.
const HELD = JSON.parse(document.getElementById("lesart-data").textContent).held;
function pass() {
  let wanted;
  try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  if (!wanted || document.getElementById(wanted)) return;
  const file = Object.keys(HELD).find(name => HELD[name].includes(wanted));
  if (file) location.replace(encodeURIComponent(file) + "#" + encodeURIComponent(wanted));
}
addEventListener("hashchange", pass);
pass();
