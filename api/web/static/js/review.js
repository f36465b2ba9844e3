// The page image with the boxes of its values, and the record beside it. The record's HTML is the only source:
// every element with data-path may carry data-page and data-box (points from the page's top left).

import { element, send, svgElement } from "./dom.js";
import { watch } from "./stream.js";

const STEP = 1.25;
const MOST = 5;
const LEAST = 0.5;
const PAD = 1.5; // points of air around a box

export function start(root) {
  const tabs = startTabs(root);
  startEditing(root);
  if (root.dataset.progress) followReading(root);
  if (root.querySelector("#sheet")) startViewer(root, tabs);
}

function followReading(root) {
  watch(root.dataset.id, (state) => {
    const bar = root.querySelector("#reading");
    bar.max = state.total || 1;
    bar.value = state.done;
    root.querySelector("#reading-pages").textContent = `Đã đọc ${state.done}/${state.total || "?"} trang.`;
    if (state.final) location.reload();
  });
}

function startTabs(root) {
  const buttons = [...root.querySelectorAll('[role="tab"]')];
  const panelOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

  function open(button, focus = false) {
    for (const other of buttons) {
      const chosen = other === button;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      panelOf(other).hidden = !chosen;
    }
    if (focus) button.focus();
    history.replaceState(null, "", `#${panelOf(button).id}`);
  }

  for (const [index, button] of buttons.entries()) {
    button.addEventListener("click", () => open(button));
    button.addEventListener("keydown", (event) => {
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      open(buttons[(to + buttons.length) % buttons.length], true);
    });
  }
  const asked = buttons.find((button) => panelOf(button).id === decodeURIComponent(location.hash.slice(1)));
  open(asked ?? buttons[0]);
  return {
    openPanel(panel) {
      const button = buttons.find((other) => panelOf(other) === panel);
      if (button && panel.hidden) open(button);
    },
  };
}

function startEditing(root) {
  root.addEventListener("click", (event) => {
    const edit = event.target.closest(".edit");
    if (edit) toggleForm(edit.closest(".item"), true);
    const removed = event.target.closest("[data-remove]");
    if (removed) {
      const form = document.getElementById("removing");
      form.elements.field.value = removed.dataset.remove;
      form.requestSubmit();
    }
    const cancel = event.target.closest(".cancel");
    if (cancel) toggleForm(cancel.closest(".item"), false);
  });
  root.addEventListener("keydown", (event) => {
    const form = event.target.closest(".edit-form");
    if (form && event.key === "Escape") toggleForm(form.closest(".item"), false);
  });
}

function toggleForm(item, open) {
  const line = item.querySelector(".item-line");
  line.hidden = open;
  if (open) {
    line.after(makeForm(item));
    const box = item.querySelector("[name=value]");
    box.focus();
    box.select();
  } else {
    item.querySelector(".edit-form").remove();
    item.querySelector(".edit").focus();
  }
}

function makeForm(item) {
  const form = document.getElementById("editing").content.cloneNode(true).firstElementChild;
  const { kind, path, value } = item.dataset;
  const label = item.querySelector("dt").textContent;
  const missing = item.classList.contains("missing");
  form.querySelector("[name=field]").value = path;
  form.querySelector(kind === "long" ? "input[name=value]" : "textarea").remove();
  const box = form.querySelector("[name=value]");
  box.value = value ?? (missing ? "" : item.querySelector(".value").textContent);
  box.setAttribute("aria-label", kind === "date" ? `${label}, dạng ngày/tháng/năm` : label);
  if (kind === "date") box.placeholder = "12/3/2025";
  if (kind === "long") box.rows = Math.max(2, box.value.split("\n").length);
  if (missing) form.querySelector("[name=none]").remove();
  return form;
}

function startViewer(root, tabs) {
  const $ = (id) => root.querySelector(`#${id}`);
  const sheets = [...root.querySelectorAll("#sheets > li")].map((item) => ({
    ...item.dataset,
    images: [...item.children].map((link) => ({ address: link.getAttribute("href"), height: link.dataset.height })),
  }));
  const overlay = $("overlay");
  const stage = $("stage");
  const figure = $("sheet");
  const select = $("page-number");
  const marked = collect(root);
  let current = Number(select.value);
  let zoom = 1;
  let active = null;

  drawBoxes();
  tellEnds();

  select.addEventListener("change", () => show(Number(select.value)));
  $("page-prev").addEventListener("click", (event) => turn(event, -1));
  $("page-next").addEventListener("click", (event) => turn(event, 1));
  $("zoom-in").addEventListener("click", () => setZoom(zoom * STEP));
  $("zoom-out").addEventListener("click", () => setZoom(zoom / STEP));
  $("zoom-fit").addEventListener("click", () => setZoom(1));
  $("boxes").addEventListener("click", (event) => {
    const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", String(on));
    overlay.classList.toggle("quiet-boxes", !on);
  });
  stage.addEventListener("keydown", keys);

  for (const value of marked) {
    value.element.addEventListener("mouseenter", () => near(value, true));
    value.element.addEventListener("mouseleave", () => near(value, false));
  }
  root.querySelector(".panels").addEventListener("click", (event) => {
    const button = event.target.closest(".value");
    if (button) point(valueOf(button.closest("[data-path][data-page]")));
  });
  overlay.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    pick(marked[Number(link.dataset.index)]);
  });
  overlay.addEventListener("mouseover", (event) => hover(event, true));
  overlay.addEventListener("mouseout", (event) => hover(event, false));

  const asked = new URLSearchParams(location.search).get("o");
  if (asked) point(marked.find((value) => value.path === asked));

  function valueOf(element) {
    return marked.find((value) => value.element === element);
  }

  function turn(event, by) {
    event.preventDefault();
    const at = sheets.findIndex((sheet) => Number(sheet.number) === current) + by;
    if (sheets[at]) show(Number(sheets[at].number));
  }

  function show(number) {
    if (number === current) return;
    const sheet = sheets.find((one) => Number(one.number) === number);
    if (!sheet) return;
    current = number;
    select.value = String(number);
    for (const image of figure.querySelectorAll("img")) image.remove();
    overlay.before(...sheet.images.map((one, index) => picture(sheet, one, index)));
    overlay.setAttribute("viewBox", `0 0 ${sheet.width} ${sheet.height}`);
    stage.scrollTop = 0;
    drawBoxes();
    tellEnds();
    showText(number);
  }

  function tellEnds() {
    const at = sheets.findIndex((sheet) => Number(sheet.number) === current);
    $("page-prev").setAttribute("aria-disabled", String(at <= 0));
    $("page-next").setAttribute("aria-disabled", String(at >= sheets.length - 1));
  }

  async function showText(number) {
    const panel = document.getElementById("toan-van");
    const response = await send(`${panel.dataset.url}?trang=${number}`).catch(() => null);
    if (!response?.ok || number !== current) return;
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    panel.replaceChildren(...[...parsed.body.children].map((child) => document.importNode(child, true)));
  }

  function setZoom(wanted) {
    const middle = (stage.scrollTop + stage.clientHeight / 2) / Math.max(figure.offsetHeight, 1);
    zoom = Math.min(MOST, Math.max(LEAST, wanted));
    figure.style.width = `${zoom * 100}%`;
    $("zoom").textContent = `${Math.round(zoom * 100)}%`;
    stage.scrollTop = middle * figure.offsetHeight - stage.clientHeight / 2;
  }

  function keys(event) {
    const action = {
      "+": () => setZoom(zoom * STEP),
      "=": () => setZoom(zoom * STEP),
      "-": () => setZoom(zoom / STEP),
      0: () => setZoom(1),
      PageDown: () => turn(event, 1),
      PageUp: () => turn(event, -1),
    }[event.key];
    if (!action || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
  }

  function drawBoxes() {
    overlay.replaceChildren();
    const here = marked.filter((value) => value.page === current && value.box);
    here.sort((a, b) => area(b.box) - area(a.box)); // small boxes on top, so that they can be clicked
    const drawn = new Map(); // a document and its first mention stand in one place: one box for both
    for (const value of here) {
      const [x0, top, x1, bottom] = value.box;
      const known = drawn.get(value.box.join(" "));
      if (known) {
        value.rect = known;
        known.classList.toggle("active", value === active || known.classList.contains("active"));
        continue;
      }
      const rect = svgElement("rect", {
        x: x0 - PAD,
        y: top - PAD,
        width: Math.max(x1 - x0 + 2 * PAD, 1),
        height: Math.max(bottom - top + 2 * PAD, 1),
        rx: 1.5,
      });
      rect.classList.toggle("doubtful", value.doubtful);
      rect.classList.toggle("active", value === active);
      rect.classList.toggle("faint", value.path.startsWith("tables."));
      drawn.set(value.box.join(" "), rect);
      const link = svgElement("a", { href: `#${value.path}`, tabindex: "-1", "data-index": value.index });
      const title = svgElement("title");
      title.textContent = value.label;
      link.append(title, rect);
      overlay.append(link);
      value.rect = rect;
    }
  }

  function hover(event, on) {
    const link = event.target.closest("a");
    if (link) near(marked[Number(link.dataset.index)], on);
  }

  function near(value, on) {
    value.element.classList.toggle("near", on);
    if (value.page === current) value.rect?.classList.toggle("near", on);
  }

  function activate(value) {
    active?.element.classList.remove("active");
    active?.rect?.classList.remove("active");
    active = value;
    value.element.classList.add("active");
    value.rect?.classList.add("active");
  }

  // From the record to the page.
  function point(value) {
    if (!value?.page) return;
    show(value.page);
    activate(value);
    if (!value.box) return;
    const scale = figure.offsetHeight / Number(sheetNow().height);
    const [x0, top, x1, bottom] = value.box;
    stage.scrollTo({
      top: figure.offsetTop - stage.offsetTop + ((top + bottom) / 2) * scale - stage.clientHeight / 2,
      left: figure.offsetLeft - stage.offsetLeft + ((x0 + x1) / 2) * scale - stage.clientWidth / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
  }

  // From the page to the record.
  function pick(value) {
    const panel = value.element.closest('[role="tabpanel"]');
    tabs.openPanel(panel);
    const folded = value.element.closest("details");
    if (folded) folded.open = true;
    activate(value);
    value.element.scrollIntoView({ block: "center" });
    value.element.querySelector(".value")?.focus({ preventScroll: true });
  }

  function sheetNow() {
    return sheets.find((one) => Number(one.number) === current);
  }
}

function picture(sheet, { address, height }, index) {
  const image = element("img", { alt: index ? "" : `Ảnh trang ${sheet.number}`, width: Math.round(sheet.width), height: Math.round(height) });
  if (index) image.loading = "lazy";
  else image.id = "page-image";
  image.src = address;
  return image;
}

function area([x0, top, x1, bottom]) {
  return (x1 - x0) * (bottom - top);
}

// Every value of the record that has a place on a page.
function collect(root) {
  return [...root.querySelectorAll("[data-path][data-page]")].map((element, index) => ({
    element,
    index,
    path: element.dataset.path,
    page: Number(element.dataset.page),
    box: element.dataset.box ? element.dataset.box.split(" ").map(Number) : null,
    doubtful: "doubtful" in element.dataset,
    label: (element.querySelector("dt")?.textContent ?? element.querySelector(".value")?.textContent ?? "").slice(0, 120),
    rect: null,
  }));
}
