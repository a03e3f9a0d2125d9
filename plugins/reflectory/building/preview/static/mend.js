// Makes a page that is open into its new version by exchanging what differs: at once, and without losing the place.
// It exchanges only what no script has touched or might know of. For all else the page has to be loaded again.

const KNOWN_TO_SCRIPTS =
  "script:not([type='application/ld+json']), link, style, [data-module], form, iframe, object, embed, audio, video, canvas";

/**
 * Mends the open page.
 * @param {string} before the page's HTML as it was loaded
 * @param {string} after its new HTML
 * @returns {boolean} whether that could be done; if not, nothing has been changed
 */
export function mend(before, after) {
  const [old, fresh] = [before, after].map((html) => new DOMParser().parseFromString(html, "text/html"));
  const steps = [];
  const could =
    sameTag(old.documentElement, fresh.documentElement) &&
    compare(old.head, fresh.head, document.head, steps) &&
    compare(old.body, fresh.body, document.body, steps);
  if (could) for (const step of steps) step();
  return could;
}

// Adds the steps that make `live` into `fresh`; returns whether there are such steps.
function compare(old, fresh, live, steps) {
  if (old.isEqualNode(fresh)) return true;
  if (sameTag(old, fresh) && old.childNodes.length === live.childNodes.length)
    return compareChildren(old, fresh, live, steps);
  return exchange([old], [fresh], [live], steps);
}

function compareChildren(old, fresh, live, steps) {
  const [were, are, shown] = [old, fresh, live].map((node) => [...node.childNodes]);
  const most = Math.min(were.length, are.length);
  let start = 0;
  while (start < most && were[start].isEqualNode(are[start])) start++;
  let end = 0;
  while (end < most - start && were.at(-1 - end).isEqualNode(are.at(-1 - end))) end++;
  const [gone, come, seen] = [were, are, shown].map((nodes) => nodes.slice(start, nodes.length - end));
  if (gone.length === come.length)
    return gone.every((each, index) => compare(each, come[index], seen[index], steps));
  return exchange(gone, come, seen, steps, live, shown[start + gone.length] ?? null);
}

function exchange(gone, come, seen, steps, parent = seen[0].parentNode, next = seen[0].nextSibling) {
  const untouched = gone.every((each, index) => each.isEqualNode(seen[index]));
  if (!untouched || parent.closest(KNOWN_TO_SCRIPTS) || ![...seen, ...come].every(isPlain)) return false;
  steps.push(() => {
    for (const node of seen) node.remove();
    for (const node of come) parent.insertBefore(document.importNode(node, true), next);
  });
  return true;
}

function sameTag(one, other) {
  return one.cloneNode().isEqualNode(other.cloneNode());
}

function isPlain(node) {
  if (!(node instanceof Element)) return true;
  const within = [node, ...node.querySelectorAll("*")];
  return !within.some((each) => each.localName.includes("-") || each.matches(KNOWN_TO_SCRIPTS));
}
