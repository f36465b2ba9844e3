// The legal-basis builder: choose, order, preview, copy. The server words every line; here they are only moved about.

import { copyRich } from "./copy.js";
import { element, send, settle } from "./dom.js";

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
    const button = event.currentTarget;
    const lines = preview.querySelector("#basis-lines");
    const done = await copyRich(lines.dataset.rich, lines.innerText);
    flash(button, done ? "Đã chép" : "Không chép được");
    said.textContent = done ? "Đã chép phần căn cứ." : "Không chép được.";
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
    for (const input of item.querySelectorAll("input[type=hidden]")) input.disabled = list !== chosen;
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
      tell(response.error?.message ?? `Chưa có dữ liệu về “${key}”. Hãy kiểm tra lại số, hoặc ghi cả dòng bắt đầu bằng “Căn cứ” rồi nhấn Enter.`);
      return;
    }
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const items = [...parsed.querySelectorAll(".proposal")].map((item) => document.importNode(item, true));
    if (items.length > 1) {
      for (const item of items) if (!twinOf(item)) others.prepend(item);
      tell(`Có ${items.length} văn bản cùng số này. Hãy chọn đúng văn bản ở mục “Đề xuất khác”.`);
      return;
    }
    const item = twinOf(items[0]) ?? items[0];
    if (item.parentElement !== chosen) put(item, chosen, false);
    changed(item, "Đã thêm vào căn cứ");
    item.scrollIntoView({ block: "nearest" });
  }

  function twinOf(item) {
    return root.querySelector(`.proposal[data-key="${CSS.escape(item.dataset.key)}"]`);
  }

  function tell(words) {
    const line = root.querySelector(".add-line");
    line.querySelector(".problem")?.remove();
    const note = element("p", { class: "problem small", role: "alert" }, words);
    line.append(note);
    setTimeout(() => note.remove(), 8000);
  }

  function sort() {
    const items = [...chosen.children].sort((a, b) => (a.dataset.order < b.dataset.order ? -1 : 1));
    chosen.append(...items);
    said.textContent = "Đã sắp theo nhóm, thứ bậc hiệu lực và ngày ban hành.";
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
