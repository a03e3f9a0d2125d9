/**
 * The reader's settings, in one small panel. What is chosen stands on the html element, and is kept on this device
 * alone; what is left as it was is not kept. early.js puts it in place before the page is painted.
 */

const KEY = "reflectory.";
const NAMES = ["light", "size", "spacing", "terms"];
const page = document.documentElement;

/**
 * Does something with the device's storage. Where that is forbidden, a choice lasts for one page.
 * @param {(storage: Storage) => unknown} act
 */
export function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

const read = (name) => stored((storage) => storage.getItem(KEY + name)) || "";

const keep = (name, choice) =>
  stored((storage) => (choice ? storage.setItem(KEY + name, choice) : storage.removeItem(KEY + name)));

function apply(name, choice) {
  if (choice) page.dataset[name] = choice;
  else delete page.dataset[name];
}

/** A choice of the panel: "" is what holds by itself. */
const chosen = ({ type, checked, value, dataset }) => (type === "checkbox" ? dataset[checked ? "on" : "off"] : value);

function show(panel) {
  for (const input of panel.querySelectorAll("input")) {
    const choice = page.dataset[input.name] ?? "";
    if (input.type === "checkbox") input.checked = choice === input.dataset.on;
    else input.checked = choice === input.value;
  }
}

function choose(panel, name, choice) {
  apply(name, choice);
  keep(name, choice);
  if (name === "places") places(panel);
}

/** Keeps and shows places in essays, once the reader has asked for it; nothing of it is loaded before. */
async function places(panel) {
  const { follow } = await import("./places.js");
  follow(panel, page.dataset.places === "on");
}

/** What another page or tab chose holds here too. */
function restore(panel) {
  for (const name of NAMES) apply(name, read(name));
  show(panel);
}

/**
 * Lets a reader open and use the panel.
 * @param {HTMLElement} panel
 */
export function settings(panel) {
  panel.addEventListener("change", ({ target }) => choose(panel, target.name, chosen(target)));
  panel.querySelector("[data-reset]").addEventListener("click", () => {
    for (const name of NAMES) choose(panel, name, "");
    show(panel);
  });
  panel.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !panel.contains(relatedTarget)) panel.hidePopover(); // else it might lie upon what has the focus
  });
  addEventListener("storage", () => restore(panel));
  addEventListener("pageshow", ({ persisted }) => persisted && restore(panel));
  apply("places", read("places"));
  show(panel);
  if (page.dataset.places) places(panel);
  document.querySelector(`[popovertarget="${panel.id}"]`).dataset.ready = "";
}

const panel = document.querySelector('[data-module="settings"]');
if (panel?.showPopover && CSS.supports("color", "light-dark(#000, #fff)")) settings(panel);
