/** The switch between a light and a dark page; the choice is kept on the reader's own device. */

const KEY = "reflectory.light";
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.light ?? (system.matches ? "dark" : "light")) === "dark";

function show(button) {
  button.textContent = isDark() ? "Light page" : "Dark page";
}

function change(button) {
  root.dataset.light = isDark() ? "light" : "dark";
  try {
    localStorage.setItem(KEY, root.dataset.light);
  } catch {
    // Not remembered, then, but still changed.
  }
  show(button);
}

for (const button of document.querySelectorAll('[data-module="light-switch"]')) {
  if (!CSS.supports("color", "light-dark(#000, #fff)")) continue;
  button.hidden = false;
  show(button);
  button.addEventListener("click", () => change(button));
  system.addEventListener("change", () => show(button));
}
