// The preview's own script. Its server adds it to each page on the way to the browser; no file of the site has it.
// It hears of each build: the page is mended or loaded again where it has changed, and what is wrong is shown over it.
(() => {
  const KEPT = "reflectory.preview.place";
  const mending = import("/.preview/mend.js"); // now, so that it is there when it is wanted
  let seen = document.currentScript.dataset.seen;
  let stream;
  let panel;

  const told = {
    reload,
    problems: show,

    async page({ before, after }, now) {
      try {
        const { mend } = await mending;
        if (!mend(before, after)) return reload();
        seen = now;
      } catch {
        reload();
      }
    },

    styles(_, now) {
      swapStyles();
      seen = now;
    },
  };

  function listen() {
    stream = new EventSource(`/.preview/events?${new URLSearchParams({ page: location.pathname, seen })}`);
    for (const [name, act] of Object.entries(told)) {
      stream.addEventListener(name, (event) => act(JSON.parse(event.data), event.lastEventId));
    }
  }

  // A browser has few connections for one host: a page that nobody looks at gives its own back, and asks later.
  function listenWhileVisible() {
    stream?.close();
    if (!document.hidden) listen();
  }

  // Browsers find the scroll position again, too, but not all do before they paint, and none finds the focus.
  function reload() {
    stream.close();
    const place = { at: location.href, x: scrollX, y: scrollY, focus: document.activeElement?.id };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(place));
    } catch {
      // Storage may be forbidden; the browser's own way has to do then.
    }
    location.reload();
  }

  function findPlace() {
    try {
      const place = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
      if (place?.at !== location.href) return;
      if (place.focus) document.getElementById(place.focus)?.focus({ preventScroll: true });
      scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    } catch {
      // As above.
    }
  }

  // The old sheet stays until the new one is there, so that the page is never without.
  function swapStyles() {
    for (const old of document.querySelectorAll("link[rel~=stylesheet]")) {
      const address = new URL(old.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("preview", Date.now());
      const link = old.cloneNode();
      link.href = address;
      link.addEventListener("load", () => old.remove());
      link.addEventListener("error", () => link.remove());
      old.after(link);
    }
  }

  function show(html) {
    panel?.remove();
    panel = undefined;
    if (!html) return;
    panel = document.createElement("div");
    const root = panel.attachShadow({ mode: "open" });
    root.innerHTML = `<link rel="stylesheet" href="/.preview/problems.css"><div hidden>${html}</div>`;
    root.querySelector("link").addEventListener("load", () => (root.querySelector("div").hidden = false));
    root.querySelector("button").addEventListener("click", () => show(""));
    document.documentElement.append(panel); // beside the body, which is to stay as the site made it
  }

  findPlace();
  document.addEventListener("visibilitychange", listenWhileVisible);
  listenWhileVisible();
})();
