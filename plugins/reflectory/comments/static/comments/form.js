/**
 * The form for a comment, made quicker: it asks the intake for a challenge when the form is first used and solves it in
 * a worker, so that nothing has to be read over; and a reply is written here and not on a page of its own.
 * Without any of this the form works all the same.
 */

const SOLVER = new URL("solver.js", import.meta.url);

/** Return an ALTCHA payload: the challenge with its solution, in base 64. */
function payloadOf(challenge, solution) {
  const text = JSON.stringify({ challenge, solution });
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

async function challengeOf(form) {
  const answer = await fetch(new URL("challenge", form.action), { credentials: "omit", referrerPolicy: "origin" });
  if (!answer.ok) throw new Error("no challenge");
  return answer.json();
}

function solved(parameters) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SOLVER, { type: "module" });
    worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    worker.onerror = (event) => { event.preventDefault(); worker.terminate(); reject(new Error("no solution")); };
    worker.postMessage(parameters);
  });
}

/** Fill in what shows the intake that somebody has taken their time. */
async function prepare(form) {
  const challenge = await challengeOf(form);
  const solution = await solved(challenge.parameters);
  form.elements.started.value = challenge.parameters.data.started;
  form.elements.altcha.value = payloadOf(challenge, solution);
}

const again = (text, act) => {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "comment-form-again", textContent: text });
  button.addEventListener("click", act);
  return button;
};

/** Have what is written answer a comment, and say so. */
function address(form, link) {
  const shown = form.querySelector('[data-part="answers"]');
  const comment = link.closest(".comment");
  const name = comment.querySelector(".comment-author").textContent.trim();
  form.elements.reply_to.value = link.dataset.reply;
  const to = document.createElement("a");
  Object.assign(to, { href: `#${comment.id}`, textContent: name });
  shown.replaceChildren("An answer to ", to, ".", again("Answer the essay instead", () => {
    form.elements.reply_to.value = "";
    shown.hidden = true;
    form.elements.body.focus();
  }));
  shown.hidden = false;
}

function answer(form, link) {
  address(form, link);
  form.elements.body.focus();
}

/** Browsers find what was typed again when a page is loaded once more, and whom it answers with it, but not what said so. */
function resume(form) {
  const kept = form.elements.reply_to.value;
  const link = kept && document.querySelector(`a[data-reply="${CSS.escape(kept)}"]`);
  if (link) address(form, link);
  else form.elements.reply_to.value = "";
}

function enhance(form) {
  let begun = false;
  form.addEventListener("focusin", () => {
    if (begun) return;
    begun = true;
    prepare(form).catch(() => {
      // The intake is away, or the browser forbids it: the comment is read over on a page of the intake's, then.
    });
  });
  for (const link of document.querySelectorAll("a[data-reply]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      answer(form, link);
    });
  }
  resume(form);
}

for (const form of document.querySelectorAll('[data-module="comment-form"]')) {
  if ("Worker" in window && form.elements.started) enhance(form);
}
