// Puts formatted and plain text on the clipboard. Works on plain http too, where navigator.clipboard does not exist.

export async function copyRich(html, text) {
  if (navigator.clipboard && window.ClipboardItem) {
    try {
      const blobs = { "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob([text], { type: "text/plain" }) };
      await navigator.clipboard.write([new ClipboardItem(blobs)]);
      return true;
    } catch {
      // refused by the browser: the old way below
    }
  }
  const fill = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", fill);
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return done;
}
