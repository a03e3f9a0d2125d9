/**
 * Citations that are filled in while somebody reads: the day, a paragraph, a copy for the clipboard.
 *
 * What a style says was written by the build; here only the places that it left open are filled. Anything on the page
 * may ask for a paragraph: `document.dispatchEvent(new CustomEvent("reflectory:cite", { detail: { id: "p-3f2a" } }))`,
 * or with `number`, or with `address` for another version; so does an address with `?para=4`.
 */

const MONTHS = "January February March April May June July August September October November December".split(" ");

const day = (date) => `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;

/** How each style that says when something was read writes that day. */
const ACCESSED = {
  vancouver: (date) => `${date.getFullYear()} ${MONTHS[date.getMonth()].slice(0, 3)} ${date.getDate()}`,
};

export function accessed(style, date = new Date()) {
  return (ACCESSED[style] ?? day)(date);
}

/** The paragraphs that are counted, as APA counts those of a page without numbers: from the top, notes aside. */
export const paragraphs = (root = document) =>
  [...root.querySelectorAll(".e-content p")].filter((p) => !p.closest(".footnote, .gone, figure, [hidden]"));

/** Copy what an element shows: with its italics where the browser can, else as plain text. */
async function copy(element) {
  const text = element.textContent.trim().replace(/\s+/g, " ");
  if (element.tagName === "P" && window.ClipboardItem) {
    const html = element.cloneNode(true);
    for (const span of html.querySelectorAll("span")) span.replaceWith(...span.childNodes);
    const data = { "text/plain": text, "text/html": html.innerHTML };
    const blobs = Object.entries(data).map(([type, value]) => [type, new Blob([value], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }
  return navigator.clipboard.writeText(text);
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

/** Make a button copy what `find` names, and say what came of it. */
function copies(button, find) {
  const status = button.closest("section, details").querySelector('[role="status"]');
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(find());
      status.textContent = button.textContent = "Copied";
    } catch {
      select(find());
      status.textContent = "Selected: copy it with your keyboard.";
    }
    setTimeout(() => {
      button.textContent = label;
      status.textContent = "";
    }, 3000);
  });
}

function prepare(root) {
  const number = root.querySelector(".cite-number");
  const all = paragraphs();
  const own = root.dataset.address || location.href.split(/[?#]/)[0];
  const each = (selector, act) => root.querySelectorAll(selector).forEach(act);

  function show({ id = "", number: counted = 0, address = own } = {}) {
    const place = id ? document.getElementById(id)?.closest("p") : all[counted - 1];
    const found = all.indexOf(place) + 1;
    const anchor = id || place?.id || "";
    const full = anchor ? `${address}#${anchor}` : address;
    number.value = found || "";
    each(".cite-address", (span) => (span.textContent = full));
    each(".cite-paragraph", (span) => (span.textContent = found));
    each(".cite-for-paragraph", (span) => (span.hidden = !found));
    each(".cite-style .cite-for-whole", (span) => (span.hidden = Boolean(found)));
    each(".cite-version", (link) => {
      link.search = found ? `?para=${found}` : "";
      link.hash = anchor || "cite";
    });
    for (const embed of document.querySelectorAll("[data-embed]")) {
      embed.textContent = embed.dataset.embed.replace('/"', anchor ? `/#${encodeURIComponent(anchor)}"` : '/"');
    }
  }

  each(".cite-style", (style) => {
    for (const span of style.querySelectorAll(".cite-accessed")) span.textContent = accessed(style.dataset.style);
    copies(style.querySelector("[data-copy]"), () => style.querySelector(".cite-reference"));
  });
  number.max = all.length;
  number.closest("p").hidden = !all.length;
  number.addEventListener("input", () => show({ number: Number(number.value) }));
  document.addEventListener("reflectory:cite", (event) => {
    show(event.detail);
    const details = root.querySelector("details");
    details.open = true;
    details.scrollIntoView({ block: "nearest" });
    details.querySelector("summary").focus();
  });
  const asked = Number(new URLSearchParams(location.search).get("para"));
  show({ number: asked });
  if (asked || location.hash === "#cite") root.querySelector("details").open = true;
}

for (const root of document.querySelectorAll('[data-module="cite"]')) prepare(root);
for (const code of document.querySelectorAll("[data-embed]")) {
  copies(code.closest("section").querySelector("[data-copy]"), () => code);
}
