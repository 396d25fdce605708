// The boxes in which pieces are written: what their buttons do, and what they say.
import * as kept from "./kept.js";
import * as python from "./python.js";

export const boxes = [...document.querySelectorAll("form.try")];
export const isHunt = (form) => form.matches(".hunt");
export const forms = boxes.filter((form) => !isHunt(form));
export const nameOf = (form) => form.dataset.piece.split("/")[1];
const editors = new Map();
const endless = new Map(); // form: its code that did not end
const WAIT_FROM = 3; // seconds
const FAILED = "The check failed: what you wrote is kept, and the next check starts Python anew.";

for (const form of boxes) {
  const { code, run, stop, wait, again } = form.elements;
  code.value = kept.code(form.dataset.piece) ?? code.defaultValue;
  code.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => { event.preventDefault(); work(form, true); });
  run.addEventListener("click", () => work(form, false));
  stop.addEventListener("click", () => python.stop());
  wait.addEventListener("click", () => { python.wait(); wait.hidden = true; });
  again.addEventListener("click", () => startAgain(form));
  recall(form);
  form.classList.add("ready");
}

const near = new IntersectionObserver((seen) => {
  for (const { target } of seen.filter((each) => each.isIntersecting)) {
    near.unobserve(target);
    import("./editor.js").then(({ edit }) => editors.set(target, edit(target)), () => { /* the text area serves */ });
  }
}, { rootMargin: "600px" });
boxes.forEach((form) => near.observe(form));
import("./solved.js").then(() => import("./notebook.js"));

// Put `text` into the form's box, so that it can be undone where the editor is there.
export function write(form, text) {
  const editor = editors.get(form);
  if (editor) return editor.replace(text);
  form.elements.code.value = text;
  keep(form);
}

function keep(form) {
  const { code } = form.elements;
  if (code.value === code.defaultValue) kept.dropCode(form.dataset.piece);
  else kept.keepCode(form.dataset.piece, code.value);
  const judged = kept.verdict(form.dataset.piece);
  form.querySelector(".changed").hidden = !judged || judged.code === code.value;
}

function recall(form) {
  form.querySelector(".verdict").innerHTML = kept.verdict(form.dataset.piece)?.html ?? "";
  keep(form);
}

function startAgain(form) {
  const { code } = form.elements;
  const question = `Put the beginning of ${nameOf(form)} back in place of what you wrote? Ctrl-Z in the editor undoes it.`;
  if (code.value !== code.defaultValue && confirm(question)) write(form, code.defaultValue);
}

async function work(form, judged) {
  if (python.busy()) return;
  busy(form, true);
  clear(form);
  let answer;
  do {
    answer = await python.work(cells(form, judged), (news) => tell(form, news));
  } while (goesOnWithout(form, answer));
  busy(form, false);
  report(form, answer, judged);
}

// What stands above a piece's box runs before it; a hunt is on its own.
const above = (form) => forms.slice(0, Math.max(0, forms.indexOf(form)));
const leftOut = (form) => above(form).filter((each) => endless.get(each) === each.elements.code.value);

function cells(form, judged) {
  const used = above(form).filter((each) => !leftOut(form).includes(each));
  const cell = (each) => ({ piece: each.dataset.piece, code: each.elements.code.value });
  return { above: used.map(cell), last: { ...cell(form), judged, hunt: isHunt(form) } };
}

// Whether it was a box above that took too long: it is left out, until it is changed.
function goesOnWithout(form, { stopped, late }) {
  const slow = late && above(form).find((each) => each.dataset.piece === stopped);
  if (slow) endless.set(slow, slow.elements.code.value);
  return Boolean(slow);
}

function tell(form, { status, file, bytes, running, seconds, limit }) {
  const { amount, wait } = form.elements;
  const own = running === form.dataset.piece;
  if (running) say(form, `Running ${running.split("/")[1]}${own ? "" : ", above"}…`);
  else if (status) say(form, status);
  else if (file) amount.value = `${file}, ${(bytes / 1e6).toFixed(1)} MB`;
  else if (seconds >= WAIT_FROM) {
    amount.value = limit === Infinity ? `${seconds} seconds` : `${seconds} of ${limit} seconds`;
    wait.hidden = limit === Infinity;
  }
}

function report(form, answer, judged) {
  const name = nameOf(form);
  if (answer.failed) return say(form, answer.started ? `${FAILED} (${answer.failed})` : `${form.dataset.offline} (${answer.failed})`);
  if (answer.late) return say(form, `${name} did not finish in time and was stopped. Is there a loop without an end?`);
  if ("stopped" in answer) return say(form, "Stopped.");
  const { said, value, line, flaw, right, verdict: html } = answer;
  form.querySelector(".said").textContent = said + value;
  form.querySelector(".verdict").innerHTML = html;
  if (line) editors.get(form)?.mark(line, flaw);
  if (html) kept.keepVerdict(form.dataset.piece, { right, html, code: form.elements.code.value });
  const quiet = judged || said || value ? "" : `It ran and printed nothing. End with a call, ${name}(…), to see what it gives.`;
  const without = leftOut(form).map((each) => `${nameOf(each)}, above, does not end: this went on without it. `);
  say(form, without.join("") + quiet);
  if (html) dispatchEvent(new Event("judged"));
}

function say(form, status) {
  form.elements.status.value = status;
  form.elements.amount.value = "";
}

function clear(form) {
  say(form, "");
  form.querySelector(".said").textContent = "";
  form.querySelector(".verdict").innerHTML = "";
  form.querySelector(".changed").hidden = true;
  editors.get(form)?.mark();
}

function busy(form, is) {
  const { run, check, stop, wait } = form.elements;
  for (const each of boxes) for (const button of [each.elements.run, each.elements.check]) button.setAttribute("aria-disabled", is);
  form.querySelector("progress").hidden = !is;
  if (!is && [stop, wait].includes(document.activeElement)) check.focus();
  stop.hidden = !is;
  wait.hidden = true;
}
