// A form that takes a while: its button says so and cannot be pressed twice.

export function start(form) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-busy-text]");
    setTimeout(() => {
      button.disabled = true;
      button.textContent = button.dataset.busyText;
    });
  });
}
