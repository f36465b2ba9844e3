// Live states of documents over one server-sent stream, shared by everything on the page that waits for them.

import { settle } from "./dom.js";

const FINAL = new Set(["done", "approved", "failed", "refused", "gone"]);
const watched = new Map(); // id -> functions to call with each state
let source = null;

const reopen = settle(() => {
  source?.close();
  source = null;
  if (!watched.size) return;
  const query = [...watched.keys()].map((id) => `id=${encodeURIComponent(id)}`).join("&");
  source = new EventSource(`/tien-do?${query}`);
  source.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    for (const tell of watched.get(state.id) ?? []) tell(state);
    if (FINAL.has(state.state)) {
      watched.delete(state.id);
      if (!watched.size) {
        source.close();
        source = null;
      }
    }
  });
}, 120);

export function watch(id, tell) {
  watched.set(id, [...(watched.get(id) ?? []), tell]);
  reopen();
}
