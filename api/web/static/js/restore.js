// Copy button of the restored text.

import { copyRich } from "./copy.js";

export function start(root) {
  const button = root.querySelector("#copy-text");
  button?.addEventListener("click", async () => {
    const lines = [...root.querySelectorAll("#restored > p")].map((line) => {
      const plain = line.cloneNode(true);
      for (const aside of plain.querySelectorAll(".unseen")) aside.remove();
      return plain.textContent;
    });
    const holder = document.createElement("div");
    for (const line of lines) {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      holder.append(paragraph);
    }
    const done = await copyRich(holder.innerHTML, lines.join("\n"));
    button.lastChild.textContent = done ? " Đã chép" : " Không chép được";
  });
}
