/** A card that was asked for one paragraph, `#its-id`, shows that in the place of the summary: taken from the page itself. */

async function show(card) {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  const answer = await fetch(card.dataset.page);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const place = page.getElementById(id);
  if (!place?.closest(".e-content")) return; // no passage of the text: the summary stays
  const block = place.closest("p, li, blockquote, h2, h3, h4, figure") ?? place;
  card.querySelector("blockquote").textContent = block.textContent.trim().replace(/\s+/g, " ");
  const link = card.querySelector("h1 a");
  link.hash = id;
}

for (const card of document.querySelectorAll('[data-module="framed-card"]')) {
  show(card).catch(() => {}); // the summary stays
  addEventListener("hashchange", () => show(card).catch(() => {}));
}
