/**
 * The mark beside a passage: a link to it, a link with its words, its citation.
 *
 * There is one mark for the whole text. It stands after the article, so that nothing is added to what is copied or read
 * aloud, and is shown beside the passage that the pointer rests on, that a finger tapped, or in which the focus is.
 * It is one stop of the Tab key; there, the arrow keys go from passage to passage.
 */

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, blockquote, li, dt, dd, figure, table, pre";
const GAP = 8; // px between mark and text
const WORDS = 5; // at either end of a passage, enough to find it by
const SHORT = 12; // words that are quoted as they are

/** A passage's words as a browser looks for them; an open card is none of them. */
export function wordsOf(block) {
  const copy = block.cloneNode(true);
  for (const other of copy.querySelectorAll(".card, ul, ol, .visually-hidden")) other.remove();
  return copy.textContent.trim().split(/\s+/).filter(Boolean);
}

/** A text directive (https://wicg.github.io/scroll-to-text-fragment/#syntax), in which - , & stand for themselves. */
export function directive(words) {
  const written = (some) => encodeURIComponent(some.join(" ")).replace(/-/g, "%2D");
  if (!words.length) return "";
  const ends = words.length > SHORT ? [words.slice(0, WORDS), words.slice(-WORDS)] : [words];
  return `:~:text=${ends.map(written).join(",")}`;
}

/** Widens a range to whole words: no browser finds a part of one. */
function widen(range) {
  const words = new Intl.Segmenter(undefined, { granularity: "word" });
  const word = (node, at) => node.data && words.segment(node.data).containing(at);
  const first = word(range.startContainer, range.startOffset);
  const last = word(range.endContainer, range.endOffset - 1);
  if (first) range.setStart(range.startContainer, first.index);
  if (last) range.setEnd(range.endContainer, last.index + last.segment.length);
}

function selectedIn(block) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0).cloneRange();
  if (!block.contains(range.commonAncestorContainer)) return [];
  if (Intl.Segmenter) widen(range);
  const chosen = document.createElement("div");
  chosen.append(range.cloneContents());
  return wordsOf(chosen);
}

export function mark(root, text) {
  const [sign, ways, status] = [".mark-sign", ".mark-ways", "[role=status]"].map((name) => root.querySelector(name));
  const passages = [...text.querySelectorAll(`:is(${BLOCKS})[id]`)].filter(
    (one) => !one.matches(".gone") && !one.closest(".footnote"),
  );
  if (!passages.length) return;
  const way = (name) => ways.querySelector(`[data-way="${name}"]`);
  let current, quoted, copied;

  way("cite").hidden = !document.querySelector('[data-module="cite"]');

  const passageOf = (node) => {
    for (let one = node.closest?.(BLOCKS); one && text.contains(one); one = one.parentElement.closest(BLOCKS)) {
      if (passages.includes(one)) return one;
    }
    return null;
  };

  function show(block) {
    current = block;
    root.hidden = false;
    const words = wordsOf(block).slice(0, 6).join(" ");
    sign.setAttribute("aria-label", `Link to or cite this passage: ${words || "a picture"} …`);
    place();
  }

  // In the margin where there is one, else in the gap below.
  function place() {
    if (root.hidden) return;
    const box = current.getBoundingClientRect();
    const size = sign.offsetWidth;
    const body = document.body.getBoundingClientRect();
    const outer = text.getBoundingClientRect();
    const beside = outer.left - size - GAP >= 0;
    const left = beside ? outer.left - size - GAP : outer.right - size;
    root.style.left = `${left - body.left}px`;
    root.style.top = `${(beside ? box.top : box.bottom - 4) - body.top}px`;
    ways.style.left = beside ? "0" : "auto";
    ways.style.right = beside ? "auto" : "0";
  }

  function open(yes) {
    if (yes) quoted = selectedIn(current);
    ways.hidden = !yes;
    sign.setAttribute("aria-expanded", yes);
  }

  const isOpen = () => !ways.hidden;

  function say(sentence) {
    status.textContent = sentence;
    clearTimeout(copied);
    copied = setTimeout(() => (status.textContent = ""), 4000);
  }

  async function copy(button, address) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(address);
      say("Copied.");
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = label;
        open(false);
      }, 1500);
    } catch {
      location.href = address; // where the clipboard is forbidden the address bar holds it
      open(false);
    }
  }

  const address = () => `${location.href.split("#")[0]}#${encodeURIComponent(current.id)}`;
  const act = {
    link: (button) => copy(button, address()),
    words: (button) => copy(button, address() + directive(quoted.length ? quoted : wordsOf(current))),
    cite() {
      open(false);
      document.dispatchEvent(new CustomEvent("reflectory:cite", { detail: { id: current.id } }));
    },
  };

  function step(by) {
    const next = passages[passages.indexOf(current) + by];
    if (!next) return;
    show(next);
    next.scrollIntoView({ block: "nearest" });
    place();
    say(wordsOf(next).slice(0, 12).join(" ") || "A picture");
  }

  const inView = () => passages.find((one) => one.getBoundingClientRect().bottom > 0) ?? passages[0];

  sign.addEventListener("click", () => open(!isOpen()));
  sign.addEventListener("focus", () => {
    const { top, bottom } = current.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) show(inView());
  });
  ways.addEventListener("click", ({ target }) => act[target.dataset.way]?.(target));
  root.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && isOpen()) {
      open(false);
      sign.focus();
    } else if (by && event.target === sign && !isOpen()) {
      event.preventDefault();
      step(by);
    }
  });
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !root.contains(relatedTarget)) open(false);
  });

  // A pressed button means that text is being selected.
  text.addEventListener("pointermove", ({ target, pointerType, buttons }) => {
    const block = pointerType !== "touch" && !buttons && !isOpen() && passageOf(target);
    if (block && block !== current) show(block);
  });
  text.addEventListener("pointerup", ({ target, pointerType }) => {
    const block = pointerType === "touch" && !target.closest("a, button, .card") && passageOf(target);
    if (block) show(block);
  });
  text.addEventListener("focusin", ({ target }) => {
    const block = !isOpen() && passageOf(target);
    if (block) show(block);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!root.contains(target)) open(false);
  });
  new ResizeObserver(place).observe(text); // the window, the reader's size of text, a picture that comes late

  // Until it is wanted it can be reached and not seen.
  root.hidden = false;
  root.classList.add("mark-waiting");
  const wanted = () => root.classList.remove("mark-waiting");
  text.addEventListener("pointerover", wanted, { once: true });
  text.addEventListener("focusin", wanted, { once: true });
  sign.addEventListener("focus", wanted, { once: true });
  show(passages.find((one) => `#${one.id}` === location.hash) ?? passages[0]);
}

const root = document.querySelector('[data-module="mark"]');
const text = document.querySelector(".e-content");
if (root && text) mark(root, text);
