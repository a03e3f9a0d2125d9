/**
 * Search: a form of ours before Pagefind's index, which is fetched once somebody begins to search.
 *
 * The question stands in the address (?q=hope&form=essay&year=2022), so that Back and a link lead to the same hits.
 */

const AT_ONCE = 10; // hits, and those that "Show more" adds
const PAUSE = 250; // ms without a key before what is typed is looked for
const ENOUGH = 20; // characters that tell where an excerpt stands in its text
const CALLED = { page: "Page", word: "Word", comment: "Comment" };

class Search {
  constructor(root) {
    this.find = (selector) => root.querySelector(selector);
    this.form = this.find("form");
    this.words = this.form.elements.q;
    this.boxes = [...this.form.querySelectorAll("input[type=checkbox]")];
    this.narrow = this.find(".search-filters");
    this.site = new URL(root.dataset.root, location.href);
    this.asked = 0;
  }

  start() {
    this.form.hidden = false;
    this.find(".search-ways").hidden = true;
    this.words.addEventListener("focus", () => this.index().catch(() => {}), { once: true });
    this.words.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.now("pushState");
    });
    this.form.addEventListener("change", ({ target }) => target.type === "checkbox" && this.now("pushState"));
    this.narrow.addEventListener("toggle", () => this.narrow.open && this.show());
    this.find(".search-clear").addEventListener("click", () => this.clear());
    this.find(".search-more").addEventListener("click", () => this.more());
    addEventListener("popstate", () => this.read());
    this.read();
  }

  /** The index, fetched once. */
  index() {
    this.fetched ??= import(new URL("pagefind/pagefind.js", this.site)).then(async (pagefind) => {
      await pagefind.options({ noWorker: true, excerptLength: 36, ranking: { metaWeights: { day: 0, lang: 0 } } });
      return pagefind;
    });
    return this.fetched;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now("replaceState"), PAUSE);
  }

  now(how) {
    clearTimeout(this.timer);
    const question = new URLSearchParams();
    if (this.words.value.trim()) question.set("q", this.words.value.trim());
    for (const { name, value } of this.chosen()) question.append(name, value);
    const address = question.size ? `?${question}` : location.pathname;
    if (address !== (location.search || location.pathname)) history[how](null, "", address);
    this.show();
  }

  /** Fill the form from the address, and look for that. */
  read() {
    const question = new URLSearchParams(location.search);
    this.words.value = question.get("q") ?? "";
    for (const box of this.boxes) box.checked = question.getAll(box.name).includes(box.value);
    this.narrow.open ||= this.chosen().length > 0;
    this.show();
  }

  clear() {
    for (const box of this.boxes) box.checked = false;
    this.now("pushState");
    this.narrow.querySelector("summary").focus();
  }

  chosen() {
    return this.boxes.filter((box) => box.checked);
  }

  /** What is chosen by respect: any of the values of each, leaving one respect out. */
  filters(without) {
    const filters = {};
    for (const { name, value } of this.chosen()) {
      if (name !== "sort" && name !== without) (filters[name] ??= { any: [] }).any.push(value);
    }
    return filters;
  }

  async show() {
    const asked = ++this.asked;
    const words = this.words.value.trim().replace(/[“”„«»]/g, '"'); // Pagefind knows the plain mark alone
    const narrowed = Object.keys(this.filters()).length > 0;
    const count = this.chosen().length;
    this.find(".search-chosen").textContent = count ? `(${count} chosen)` : "";
    if (!words && !narrowed && !this.narrow.open) return this.tell([], "");
    try {
      const pagefind = await this.index();
      if (this.narrow.open) await pagefind.filters();
      const sort = this.form.elements.sort.checked ? { date: "desc" } : undefined;
      const options = { filters: this.filters(), sort };
      const found = await pagefind.search(words || null, options);
      const counts = this.narrow.open ? await this.counts(pagefind, words, found) : null;
      if (asked !== this.asked) return; // another question has been asked meanwhile
      if (counts) this.count(counts);
      if (words || narrowed) await this.tell(found.results, words, narrowed);
      else await this.tell([], "");
    } catch (error) {
      if (asked === this.asked) this.fail(error);
    }
  }

  /** How many hits each choice would leave, beside what is chosen in the other respects. */
  async counts(pagefind, words, found) {
    const counts = { ...found.filters };
    for (const name of Object.keys(this.filters())) {
      const wider = await pagefind.search(words || null, { filters: this.filters(name) });
      counts[name] = wider.filters[name];
    }
    return counts;
  }

  count(counts) {
    for (const box of this.boxes) {
      const shown = box.closest("label").querySelector(".count");
      if (shown) shown.textContent = String(counts[box.name]?.[box.value] ?? 0);
    }
  }

  /** Say how much was found, and show the first of it. */
  async tell(results, words, narrowed) {
    const asked = this.asked;
    const question = Boolean(words || narrowed);
    this.left = results;
    const items = await this.next();
    if (asked !== this.asked) return;
    this.find(".search-hits").replaceChildren(...items);
    this.find(".search-ways").hidden = !question || results.length > 0;
    this.find(".search-lead").textContent = "Or go by:";
    this.find(".search-status").textContent = question ? said(results.length, words, narrowed) : "";
  }

  async next() {
    const some = await Promise.all(this.left.slice(0, AT_ONCE).map((result) => result.data()));
    this.left = this.left.slice(AT_ONCE);
    const more = this.find(".search-more");
    more.hidden = this.left.length === 0;
    more.textContent = `Show ${Math.min(AT_ONCE, this.left.length)} more of ${this.left.length}`;
    return some.map(item);
  }

  async more() {
    const items = await this.next();
    this.find(".search-hits").append(...items);
    items[0]?.querySelector("a").focus();
  }

  fail(error) {
    console.warn("The search index cannot be used:", error);
    this.find(".search-hits").replaceChildren();
    this.find(".search-more").hidden = true;
    this.form.hidden = true;
    this.find(".search-status").textContent = "The search cannot be reached just now.";
    this.find(".search-lead").textContent = "You can go by:";
    this.find(".search-ways").hidden = false;
  }
}

function said(count, words, narrowed) {
  const what = words ? ` for “${words.replaceAll('"', "")}”` : "";
  const where = narrowed ? " with what you chose" : "";
  if (count) return `${count.toLocaleString("en")} found${what}${where}.`;
  const remedy = narrowed ? "Take something off that you chose, or use fewer words." : "Try fewer words, or others.";
  return `Nothing was found${what}${where}. ${remedy}`;
}

/** One hit; its texts come from the index as they are, but for the excerpt, in which Pagefind escapes all but its marks. */
function item({ url, excerpt, plain_excerpt, content, meta, filters }) {
  const hit = document.createElement("li");
  const title = make("h2", "essay-title", hit);
  const link = make("a", "", title, meta.title);
  link.href = url;
  const form = CALLED[filters.form?.[0]];
  const facts = [form && meta.author ? `${form} by ${meta.author}` : form ?? meta.author, meta.day].filter(Boolean);
  if (facts.length) {
    const line = make("p", "essay-facts", hit);
    for (const fact of facts) {
      make("span", "", line, fact);
      line.append(" ");
    }
  }
  const text = make("p", "search-excerpt", hit);
  const isBeginning = content.startsWith(plain_excerpt.slice(0, ENOUGH));
  const isEnd = content.endsWith(plain_excerpt.slice(-ENOUGH));
  text.innerHTML = `${isBeginning ? "" : "… "}${excerpt}${isEnd ? "" : " …"}`;
  if (meta.lang) for (const one of [link, text]) [one.lang, one.dir] = [meta.lang, "auto"];
  return hit;
}

function make(name, className, parent, text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

for (const root of document.querySelectorAll('[data-module="search"]')) new Search(root).start();
