/**
 * Where a reader stopped in an essay: kept on this device, and only for readers who asked for it.
 * A place is a paragraph, by its id or its number and its first words, so that it holds at any size and width.
 */

import { stored } from "./settings.js";

const KEY = "reflectory.kept";
const MOST = 30; // places; the oldest go
const FIRST = 60; // characters by which a paragraph is known again
const BLOCKS = ".e-content :is(p, li, h2, h3, h4, pre, tr)";
const here = location.pathname;
const root = new URL("../../", import.meta.url).pathname;

/** @returns {{path: string, title: string, block: number, id: string, first: string}[]} the latest first */
const read = () => JSON.parse(stored((storage) => storage.getItem(KEY)) || "[]");

function write(places) {
  stored((storage) => (places.length ? storage.setItem(KEY, JSON.stringify(places)) : storage.removeItem(KEY)));
}

const others = () => read().filter(({ path }) => path !== here);
const firstWords = (block) => block.textContent.trim().replace(/\s+/g, " ").slice(0, FIRST);

/** The paragraph at the top of the window; none at the beginning, and none at the end of the text. */
function current(blocks) {
  const top = blocks.findIndex((block) => block.getBoundingClientRect().bottom > 40);
  const read = blocks.at(-1).getBoundingClientRect().bottom <= innerHeight;
  return { at: top, read: read || top < 0 };
}

/** A reader who is still at the beginning keeps the place of last time; one who has read to the end needs none. */
function keep(blocks) {
  const { at, read } = current(blocks);
  if (read) return write(others());
  if (at < 1) return undefined;
  const { id } = blocks[at];
  const title = document.querySelector("h1").textContent.trim();
  return write([{ path: here, title, block: at, id, first: firstWords(blocks[at]) }, ...others()].slice(0, MOST));
}

/** The paragraph of a place, though an author may have changed the text before it. */
function find(blocks, { id, block, first }) {
  const same = (one) => one && firstWords(one) === first;
  return [id && document.getElementById(id), blocks[block]].find(same) ?? blocks.find(same) ?? blocks[block];
}

function note(blocks, place) {
  const block = find(blocks, place);
  if (!block) return;
  block.id ||= "kept-place";
  const template = document.getElementById("place-note").content.cloneNode(true);
  const said = template.querySelector(".place-note");
  said.querySelector("q").textContent = firstWords(block) + (block.textContent.trim().length > FIRST ? "…" : "");
  said.querySelector("a").href = `#${encodeURIComponent(block.id)}`;
  said.querySelector("button").addEventListener("click", () => {
    write(others());
    said.remove();
    document.getElementById("main").focus({ preventScroll: true });
  });
  document.querySelector(".page-header").append(said);
}

function list(panel) {
  const box = panel.querySelector("[data-places]");
  const kept = read().filter(({ path }) => path.startsWith(root));
  box.hidden = !kept.length;
  box.querySelector("ul").replaceChildren(
    ...kept.map(({ path, title }) => {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      Object.assign(link, { href: path, textContent: title });
      return item;
    }),
  );
}

let begun = false;

/** Begins to keep places, shows the one of this page, and lists all in the panel. */
function begin(panel) {
  begun = true;
  const blocks = [...document.querySelectorAll(`.essay ${BLOCKS}`)];
  const place = read().find(({ path }) => path === here);
  if (blocks.length > 2) {
    if (place) note(blocks, place);
    const leave = () => document.documentElement.dataset.places && keep(blocks);
    addEventListener("pagehide", leave);
    addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  }
  panel.addEventListener("toggle", () => list(panel));
  panel.querySelector("[data-forget]").addEventListener("click", () => {
    write([]);
    document.querySelector(".place-note")?.remove();
    list(panel);
    panel.focus();
  });
}

/**
 * Keeps places, or no longer; a reader who no longer wants it leaves nothing behind.
 * @param {HTMLElement} panel the settings
 * @param {boolean} wanted
 */
export function follow(panel, wanted) {
  if (!begun) begin(panel);
  if (!wanted) {
    write([]);
    document.querySelector(".place-note")?.remove();
  }
  list(panel);
}
