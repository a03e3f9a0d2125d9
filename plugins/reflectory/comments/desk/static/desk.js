/** What makes the desk quicker: shortcuts, ticking all, the light switch. Everything works without it. */

const OFF = "reflectory.desk.shortcuts";
const LIGHT = "reflectory.light";
const PLACE = "reflectory.desk.place";
const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Read from or write to a storage that may be forbidden. */
function remember(storage, key, value) {
  try {
    if (value === undefined) return storage().getItem(key);
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Not remembered, then.
  }
  return null;
}
const local = () => localStorage;
const session = () => sessionStorage;

const light = remember(local, LIGHT);
if (light === "dark" || light === "light") root.dataset.light = light;

function lightSwitch(button) {
  if (!CSS.supports("color", "light-dark(#000, #fff)")) return;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.light ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => { button.textContent = isDark() ? "Light page" : "Dark page"; };
  button.hidden = false;
  show();
  system.addEventListener("change", show);
  button.addEventListener("click", () => {
    root.dataset.light = isDark() ? "light" : "dark";
    remember(local, LIGHT, root.dataset.light);
    show();
  });
}

/** The link from the terminal opens the desk by itself; whoever has no script presses the button. */
function enter(form) {
  form.requestSubmit();
}

/** What was done is read out and stands first, so that the next Tab leads to “Undo”. */
function notice(element) {
  element.focus({ preventScroll: true });
}

function many(form) {
  const boxes = () => all(`input[form="${form.id}"]`);
  const label = find("[data-count]", form);
  const button = find("[data-all]", form);
  const first = label.textContent;
  function show() {
    const count = boxes().filter((box) => box.checked).length;
    label.textContent = count ? `With the ${count} that you ticked:` : first;
    button.textContent = count === boxes().length ? "Untick all" : "Tick all";
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    const tick = !boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = tick;
    show();
  });
  document.addEventListener("change", (event) => { if (event.target.form === form) show(); });
  show();
}

const articles = () => all("[data-module='held-list'] .held");
const isOn = () => remember(local, OFF) !== "off";

function current() {
  return document.activeElement?.closest?.(".held") ?? null;
}

function move(step) {
  const list = articles();
  if (!list.length) return;
  const at = list.indexOf(current());
  const kept = Number(remember(session, PLACE) ?? 0);
  remember(session, PLACE, null);
  const next = at < 0 ? Math.min(kept, list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1);
  list[next].focus();
  list[next].scrollIntoView({ block: "start" });
}

function press(article, key) {
  const target = article && find(`[data-key="${key}"]`, article);
  if (!target) return false;
  remember(session, PLACE, String(articles().indexOf(article)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    find("input:not([type='hidden']), textarea", target).focus();
  } else {
    target.click();
  }
  return true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press(current(), "a"),
  e: () => press(current(), "e"),
  d: () => press(current(), "d"),
  r: () => press(current(), "r"),
  s: () => press(current(), "s"),
  x: () => find("input[name='number'][type='checkbox']", current() ?? document.createElement("p"))?.click(),
  u: () => (find(".notice [data-key='u']") ?? find("[data-key='u']"))?.click(),
  "/": () => {
    const narrow = find("[data-module='narrow']");
    if (narrow) narrow.open = true;
    find("#q")?.focus();
  },
  "?": () => find("#keys-title")?.focus(),
};

const typing = (element) => element?.closest?.("input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable]");

/** Single letters act only while nobody types, with no other key held, and not at all once they are switched off. */
function keys(section) {
  const button = find("[data-keys-switch]", section);
  const show = () => {
    button.setAttribute("aria-pressed", String(isOn()));
    button.textContent = isOn() ? "Shortcuts are on" : "Shortcuts are off";
  };
  section.hidden = false;
  show();
  button.addEventListener("click", () => {
    remember(local, OFF, isOn() ? "off" : null);
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) current()?.focus();
    if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target)) return;
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (!act) return;
    event.preventDefault();
    act();
  });
}

const MODULES = { "light-switch": lightSwitch, enter, notice, many, keys };
for (const element of all("[data-module]")) MODULES[element.dataset.module]?.(element);
