/** A sheet's day, its file with what was read filled in, and its print. Nothing is kept, nothing is sent. */

import { accessed } from "../citation/cite.js";

const rtf = (text) =>
  [...text].map((letter) => {
    if ("\\{}".includes(letter)) return `\\${letter}`;
    if (letter.charCodeAt(0) < 128) return letter;
    return Array.from({ length: letter.length }, (_, at) => `\\u${(letter.charCodeAt(at) << 16) >> 16}?`).join("");
  }).join("");

/** Save a sheet's file with its places filled in; where that cannot be, the link does what a link does. */
async function fill(link, read, day) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  let text = await answer.text();
  if (read) text = text.replace("[what you read]", () => rtf(read));
  text = text.replace("[date read]", day);
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(new Blob([text], { type: "application/rtf" }));
  saved.download = link.download;
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 10000);
}

function prepare(root) {
  const day = accessed("harvard");
  for (const span of root.querySelectorAll(".cite-accessed, .sheet-day")) span.textContent = day;
  const read = root.querySelector(".sheet-read")?.textContent.trim().replace(/\s+/g, " ");
  for (const link of root.querySelectorAll("[data-sheet]")) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      fill(link, read, day).catch(() => location.assign(link.href));
    });
  }
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const asked = location.hash.slice(1) && document.getElementById(location.hash.slice(1));
  if (asked?.tagName === "DETAILS") asked.open = true;
}

for (const root of document.querySelectorAll('[data-module="sheets"]')) prepare(root);
