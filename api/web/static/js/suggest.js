// A combobox: suggestions while typing, by mouse or keyboard (ARIA 1.2 pattern). A pick opens the page of the thing,
// or, with data-pick, is handed to the page as a "pick" event.

import { element, send, settle } from "./dom.js";

export function start(root) {
  const input = root.querySelector("input");
  const id = `${input.id}-suggestions`;
  const list = element("ul", { class: "suggest-list", id, role: "listbox", hidden: "" });
  root.append(list);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id }))
    input.setAttribute(key, value);
  let items = [];
  let at = -1;
  let asked = "";

  const ask = settle(async () => {
    const query = input.value.trim();
    asked = query;
    if (query.length < 2) return close();
    const joint = root.dataset.source.includes("?") ? "&" : "?";
    const response = await send(`${root.dataset.source}${joint}q=${encodeURIComponent(query)}`).catch(() => null);
    if (!response?.ok || asked !== query || document.activeElement !== input) return undefined;
    return open(await response.json());
  }, 140);

  input.addEventListener("input", ask);
  input.addEventListener("keydown", keys);
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) choose(items[Number(option.dataset.index)]);
  });

  function open(found) {
    items = found;
    at = -1;
    list.replaceChildren(
      ...items.map((item, index) =>
        element(
          "li",
          { role: "option", id: `${id}-${index}`, "data-index": String(index), "aria-selected": "false" },
          element("span", {}, item.text),
          element("span", { class: "small quiet nowrap" }, item.note ?? ""),
        ),
      ),
    );
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function keys(event) {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      if (at >= 0) {
        event.preventDefault();
        choose(items[at]);
      } else if (root.dataset.pick) {
        event.preventDefault(); // the box stands inside a form that must not be sent by it
        if (items.length && !list.hidden) choose(items[0]);
        else if (input.value.trim()) choose({ text: input.value.trim(), number: input.value.trim() });
      }
    }
  }

  function mark(index) {
    at = (index + items.length) % items.length;
    for (const [number, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(number === at));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
  }

  function choose(item) {
    close();
    if (root.dataset.fill) {
      input.value = String(item[root.dataset.fill]);
      const shown = root.querySelector(".picked") ?? root.appendChild(element("p", { class: "picked small" }));
      shown.textContent = `Đã chọn: ${item.text}`;
    } else if (root.dataset.pick) {
      input.value = "";
      root.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: item }));
    } else location.assign(item.address);
  }
}
