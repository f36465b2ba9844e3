// The legal-basis builder: choose, order, preview, copy. The server words every line; here they are only moved about.

import { element, send, settle } from "./dom.js";
import { copyRich } from "./copy.js";

export function start(root) {
  const form = root.querySelector("#basis");
  if (!form) return;
  const chosen = root.querySelector("#chosen");
  const others = root.querySelector("#others");
  const preview = root.querySelector("#preview");
  const said = root.querySelector("#said");
  let dragged = null;

  const refresh = settle(async () => {
    preview.setAttribute("aria-busy", "true");
    const response = await send("/lap-can-cu/xem-truoc", { method: "POST", body: new FormData(form) }).catch(() => null);
    if (response?.ok) {
      const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
      preview.replaceChildren(...[...parsed.body.children].map((child) => document.importNode(child, true)));
    }
    preview.setAttribute("aria-busy", "false");
  }, 150);

  root.addEventListener("click", (event) => {
    const move = event.target.closest("[data-move]");
    if (move) act(move.closest(".proposal"), move.dataset.move, move);
    const add = event.target.closest("[data-add]");
    if (add) addByKey(add.dataset.add);
  });
  root.addEventListener("pick", (event) => addByKey(event.detail.number || event.detail.text));
  chosen.addEventListener("keydown", (event) => {
    const to = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!event.altKey || !to) return;
    event.preventDefault();
    act(event.target.closest(".proposal"), to, event.target);
  });
  root.querySelector("#sort").addEventListener("click", sort);
  root.querySelector("#copy").addEventListener("click", async (event) => {
    const done = await copyRich(preview.querySelector("#basis-lines"));
    const button = event.currentTarget ?? root.querySelector("#copy");
    flash(button, done ? "Đã chép" : "Không chép được");
  });
  startDragging();

  function act(item, what, button) {
    if (what === "up" && item.previousElementSibling) item.previousElementSibling.before(item);
    else if (what === "down" && item.nextElementSibling) item.nextElementSibling.after(item);
    else if (what === "out") put(item, others, true);
    else if (what === "in") put(item, chosen, false);
    else return;
    changed(item, { up: "Đã chuyển lên", down: "Đã chuyển xuống", out: "Đã bỏ khỏi căn cứ", in: "Đã thêm vào căn cứ" }[what]);
    if (button.isConnected && (what === "up" || what === "down")) button.focus();
  }

  function put(item, list, first) {
    const leaving = item.nextElementSibling ?? item.previousElementSibling;
    if (first) list.prepend(item);
    else list.append(item);
    item.draggable = list === chosen;
    item.querySelector("input[name=chosen]").disabled = list !== chosen;
    (leaving ?? list).querySelector("button:not([hidden])")?.focus();
  }

  function changed(item, words) {
    const place = [...chosen.children].indexOf(item) + 1;
    root.querySelector("#chosen-count").textContent = String(chosen.children.length);
    said.textContent = place ? `${words}. Vị trí ${place} trên ${chosen.children.length}.` : `${words}.`;
    item.classList.add("moved");
    setTimeout(() => item.classList.remove("moved"), 900);
    refresh();
  }

  async function addByKey(key) {
    const known = root.querySelector(`.proposal[data-key="${CSS.escape(key)}"]`);
    if (known) {
      if (known.parentElement !== chosen) put(known, chosen, false);
      changed(known, "Đã thêm vào căn cứ");
      known.scrollIntoView({ block: "nearest" });
      return;
    }
    const body = new FormData(form);
    body.append("key", key);
    const response = await send("/lap-can-cu/them", { method: "POST", body }).catch((error) => ({ ok: false, error }));
    if (!response.ok) {
      tell(response.error?.message ?? `Chưa có dữ liệu về “${key}”. Hãy kiểm tra lại số, hoặc ghi tay vào dự thảo.`);
      return;
    }
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".proposal");
    const item = document.importNode(parsed, true);
    const twin = root.querySelector(`.proposal[data-key="${CSS.escape(item.dataset.key)}"]`);
    if (twin) {
      if (twin.parentElement !== chosen) put(twin, chosen, false);
      changed(twin, "Đã thêm vào căn cứ");
      return;
    }
    chosen.append(item);
    changed(item, "Đã thêm vào căn cứ");
    item.scrollIntoView({ block: "nearest" });
  }

  function tell(words) {
    const line = root.querySelector(".add-line");
    line.querySelector(".problem")?.remove();
    const note = element("p", { class: "problem small", role: "alert" }, words);
    line.append(note);
    setTimeout(() => note.remove(), 8000);
  }

  async function sort() {
    const response = await send("/lap-can-cu/sap-xep", { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!response?.ok) return;
    for (const key of await response.json()) {
      const item = chosen.querySelector(`.proposal[data-key="${CSS.escape(key)}"]`);
      if (item) chosen.append(item);
    }
    said.textContent = "Đã sắp theo thứ bậc hiệu lực.";
    refresh();
  }

  function startDragging() {
    chosen.addEventListener("dragstart", (event) => {
      dragged = event.target.closest(".proposal");
      dragged.classList.add("dragging");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.key);
    });
    chosen.addEventListener("dragover", (event) => {
      const item = event.target.closest(".proposal");
      if (!dragged || !item || item === dragged) return;
      event.preventDefault();
      clear();
      item.classList.add(after(event, item) ? "over-after" : "over-before");
    });
    chosen.addEventListener("drop", (event) => {
      const item = event.target.closest(".proposal");
      if (!dragged || !item || item === dragged) return;
      event.preventDefault();
      if (after(event, item)) item.after(dragged);
      else item.before(dragged);
      changed(dragged, "Đã chuyển");
    });
    chosen.addEventListener("dragend", () => {
      dragged?.classList.remove("dragging");
      dragged = null;
      clear();
    });
  }

  function clear() {
    for (const item of chosen.querySelectorAll(".over-before, .over-after")) item.classList.remove("over-before", "over-after");
  }
}

function after(event, item) {
  const box = item.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

function flash(button, words) {
  const before = [...button.childNodes];
  button.replaceChildren(words);
  setTimeout(() => button.replaceChildren(...before), 1600);
}
