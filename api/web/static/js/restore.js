// Copy button of the restored text.

import { copyRich } from "./copy.js";

export function start(root) {
  const button = root.querySelector("#copy-text");
  button?.addEventListener("click", async () => {
    const plain = root.querySelector("#restored").cloneNode(true);
    for (const aside of plain.querySelectorAll(".unseen")) aside.remove();
    const holder = document.createElement("div");
    holder.className = "unseen";
    holder.append(plain);
    document.body.append(holder);
    const done = await copyRich(plain);
    holder.remove();
    button.lastChild.textContent = done ? " Đã chép" : " Không chép được";
  });
}
