// The glossary's cards (WCAG 2.2, 1.4.13).

const REST = 300; // ms on a term before its card opens
const GRACE = 250; // ms to travel from term to card
const MARGIN = 8; // px free at the viewport's edges
const page = document.documentElement;

let term, card; // what is open
let line; // of a wrapped term: the one pointed at
let over; // where the pointer last moved: one parked under a card does not count
let home, dismissed, touch, seen, timer;

const cardOf = (link) => document.getElementById(link.getAttribute("aria-details"));
const holds = (node) => term && (term.contains(node) || card.contains(node));

function termAt(node) {
  const link = node.closest(".term[aria-details]");
  return link && cardOf(link) && link;
}

const listeners = {
  pointermove({ target, pointerType, buttons, clientY }) {
    // A pressed button means that text is being selected.
    if (pointerType === "touch" || buttons || target === over) return;
    over = target;
    const link = termAt(target);
    if (link !== dismissed) dismissed = null;
    if (!link || link === term || dismissed) later(GRACE, release);
    else later(REST, () => open(link, clientY));
  },

  pointerout({ relatedTarget, pointerType }) {
    if (!relatedTarget) listeners.pointermove({ target: page, pointerType });
  },

  pointerdown({ target, pointerType }) {
    touch = pointerType === "touch";
    over = target;
  },

  // A tap, as scrolling ends in pointercancel; iOS sends no click for plain text.
  pointerup({ target }) {
    if (touch && !holds(target)) close();
  },

  click(event) {
    const link = termAt(event.target);
    const { detail, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (!link || !touch || !detail || ctrlKey || metaKey || shiftKey || altKey) return;
    event.preventDefault();
    if (link === term) close();
    else open(link, event.clientY);
  },

  keydown({ key }) {
    touch = false;
    if (key !== "Escape" || !term) return;
    dismissed = term;
    close();
  },

  focusin({ target }) {
    const link = termAt(target);
    if (link !== dismissed) dismissed = null;
    if (link && !touch && !dismissed && link.matches(":focus-visible")) open(link);
  },

  focusout: () => setTimeout(release), // when the next element has the focus

  // What lies under the pointer now is unknown until it moves.
  scroll() {
    over = null;
    place();
  },

  resize: place,
};

// Focus may scroll smoothly to its term: only what was in view can leave it.
const watcher = new IntersectionObserver(([{ isIntersecting }]) => {
  if (seen && !isIntersecting) close();
  seen = isIntersecting;
});

function later(wait, act) {
  clearTimeout(timer);
  timer = setTimeout(act, wait);
}

function release() {
  const focused = term?.matches(":focus-visible") || card?.matches(":focus-within");
  if (!focused && !holds(over)) close();
}

function open(link, y) {
  if (link === term) return;
  close();
  line = [...link.getClientRects()].findIndex((box) => y >= box.top && y <= box.bottom);
  term = link;
  card = cardOf(link);
  term.after(card); // so that Tab leads from the term into its card
  card.hidden = seen = false;
  card.showPopover?.();
  place();
  watcher.observe(term);
}

function close() {
  clearTimeout(timer);
  if (!term) return;
  watcher.disconnect();
  if (card.contains(document.activeElement)) term.focus({ preventScroll: true });
  card.hidePopover?.();
  card.hidden = true;
  card.removeAttribute("tabindex");
  home.append(card);
  term = card = null;
}

function place() {
  if (!term) return;
  const { top, bottom } = term.getBoundingClientRect();
  const above = top - MARGIN;
  const below = page.clientHeight - MARGIN - bottom;
  const height = card.scrollHeight + card.offsetHeight - card.clientHeight;
  const under = height <= below || below >= above;
  card.style.maxHeight = `${under ? below : above}px`;
  if (card.scrollHeight > card.clientHeight) card.tabIndex = 0;
  const box = card.getBoundingClientRect();
  const lines = [...term.getClientRects()];
  const start = (lines.at(line) ?? lines[0]).left;
  const end = page.clientWidth - MARGIN - box.width;
  shift("left", Math.max(MARGIN, Math.min(start, end)) - box.left);
  shift("top", (under ? bottom : top - box.height) - box.top);
}

// By the measured difference, so that any containing block will do.
function shift(side, by) {
  card.style[side] = `${(parseFloat(card.style[side]) || 0) + by}px`;
}

/**
 * Opens each term's card, one at a time.
 * @param {HTMLElement} root holds all cards of the page
 */
export function cards(root) {
  home = root;
  for (const each of root.children) {
    each.popover = "manual";
    // A term in a foreign phrase must not lend the card its language or direction.
    each.lang ||= page.lang;
    each.dir ||= page.dir || "ltr";
  }
  for (const type in listeners) addEventListener(type, listeners[type], true);
}

const root = document.querySelector('[data-module="cards"]');
if (root && CSS.supports("selector(:focus-visible)")) cards(root);
