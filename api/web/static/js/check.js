// Checks a draft without leaving the page, so that the chosen file is still there for the corrected copy.

import { element, send } from "./dom.js";

export function start(form) {
  const results = document.getElementById("results");
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // a download
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    results.replaceChildren(element("p", { class: "quiet busy-line", role: "status" }, "Đang đọc và đối chiếu dự thảo…"));
    try {
      const response = await send(form.action, { method: "POST", body: new FormData(form) });
      const parsed = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("results");
      if (!parsed) throw new Error("Máy chủ trả lời không đúng. Hãy tải lại trang rồi thử lại.");
      results.replaceChildren(...[...parsed.childNodes].map((child) => document.importNode(child, true)));
    } catch (error) {
      results.replaceChildren(element("p", { class: "problem", role: "alert" }, error.message));
    }
    button.disabled = false;
  });
}
