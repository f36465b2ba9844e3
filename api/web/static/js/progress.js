// Rows of documents that are still being read follow along; a finished row is fetched anew.

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
    if (state.final) refresh(row);
  });
}

async function refresh(row) {
  const response = await fetch(`/van-ban/${row.dataset.document}/dong`, { credentials: "same-origin" });
  if (!response.ok) return;
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("tr");
  if (parsed) row.replaceWith(document.importNode(parsed, true));
}
