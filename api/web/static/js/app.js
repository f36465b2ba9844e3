// Starts on every page: the menu, confirmations, and the modules that the page names with data-module.
// All modules are loaded with the page, so that a click made as the page appears finds somebody at home.

import * as basis from "./basis.js";
import * as busy from "./busy.js";
import * as check from "./check.js";
import { element } from "./dom.js";
import * as file from "./file.js";
import * as progress from "./progress.js";
import * as restore from "./restore.js";
import * as review from "./review.js";
import * as suggest from "./suggest.js";
import * as upload from "./upload.js";

const MODULES = { basis, busy, check, file, progress, restore, review, suggest, upload };

for (const root of document.querySelectorAll("[data-module]")) {
  try {
    MODULES[root.dataset.module]?.start(root);
  } catch (error) {
    console.error(root.dataset.module, error);
  }
}

startMenu();
document.addEventListener("submit", confirmFirst);
document.addEventListener("click", closeOpenMenus);
document.addEventListener("keydown", shortcuts);

function startMenu() {
  const toggle = document.querySelector(".menu-toggle");
  toggle?.addEventListener("click", () => {
    const open = document.getElementById("menu").classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  });
}

function closeOpenMenus(event) {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function shortcuts(event) {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.more[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    const box = document.getElementById("q");
    if (box) box.focus();
    else location.assign("/tim-kiem");
  }
}

// Forms marked data-confirm ask once in a dialog; without <dialog> they ask in the browser's own.
function confirmFirst(event) {
  const form = event.target;
  if (!form.dataset?.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  const { confirm: title, confirmText: text = "", confirmAction: action = "Đồng ý" } = form.dataset;
  const go = () => {
    form.dataset.confirmed = "yes";
    form.requestSubmit();
  };
  const dialog = document.createElement("dialog");
  if (!dialog.showModal) {
    if (window.confirm(`${title}\n${text}`)) go();
    return;
  }
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.append(
    element("h2", { id: "confirm-title" }, title),
    element("p", {}, text),
    element(
      "form",
      { method: "dialog", class: "row" },
      element("button", { class: "button", value: "no" }, "Thôi"),
      element("button", { class: "button danger", value: "yes" }, action),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") go();
  });
  document.body.append(dialog);
  dialog.showModal();
}
