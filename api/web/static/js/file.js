// Names the chosen file beside its button.

export function start(line) {
  const input = line.querySelector("input");
  const name = line.querySelector("output");
  const none = name.textContent;
  const show = () => {
    name.textContent = input.files.length ? input.files[0].name : none;
  };
  input.addEventListener("change", show);
  show();
}
