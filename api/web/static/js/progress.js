// Rows of documents that are still being read follow along; a finished row is fetched anew.

import { chip } from "./dom.js";
import { watch } from "./stream.js";

export function start(section) {
  for (const row of section.querySelectorAll("tr[data-busy]")) follow(row);
}

export function follow(row) {
  watch(row.dataset.document, (state) => {
    const bar = row.querySelector("progress");
    if (bar) {
      bar.max = state.total || 1;
      bar.value = state.done;
    }
    const pages = row.querySelector(".pages");
    if (pages) pages.textContent = `${state.done}/${state.total || "?"} trang`;
    row.querySelector(".state")?.replaceChildren(chip(state.label, state.tone, state.icon));
    if (state.final) refresh(row);
  });
}

async function refresh(row) {
  const response = await fetch(`/van-ban/${row.dataset.document}/dong`, { credentials: "same-origin" });
  if (!response.ok) return;
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("tbody tr");
  if (parsed) row.replaceWith(document.importNode(parsed, true));
}
