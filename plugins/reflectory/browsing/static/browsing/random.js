/**
 * An essay by chance: leads on to one at once. The page takes its own place in the history, so that Back leads to where
 * the reader came from. Where the list cannot be read, the page stays as it is and offers some essays.
 */

async function lead(list) {
  const { count, each } = list.dataset;
  const chosen = Math.floor(Math.random() * Number(count));
  const answer = await fetch(`${Math.floor(chosen / Number(each))}.json`);
  if (!answer.ok) return;
  const address = (await answer.json())[chosen % Number(each)];
  if (address) location.replace(new URL(`../${address}`, location.href));
}

const list = document.querySelector('[data-module="random"]');
if (list) lead(list).catch(() => {});
