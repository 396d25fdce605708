// Which pieces are right: a mark beside each, in the contents and in the line at the top of the page.
import { forms, nameOf } from "./boxes.js";
import * as kept from "./kept.js";

const line = document.querySelector(".work .solved");
const chapters = await (await fetch(new URL("../pieces.json", import.meta.url))).json();
const solved = (piece) => kept.verdict(piece)?.right === true;

for (const form of forms) {
  const title = form.closest(".piece").querySelector(".admonition-title");
  title.append(marker());
  list(form);
}
addEventListener("judged", show);
show();

function marker() {
  const mark = document.createElement("span");
  mark.className = "mark";
  return mark;
}

// Name the piece below its section in the page's contents.
function list(form) {
  const section = form.closest("section");
  const entry = document.querySelector(`.page-toc a[href="#${CSS.escape(section.id)}"]`)?.parentElement;
  if (!entry) return;
  const link = document.createElement("a");
  link.className = "reference internal nav-link piece-link";
  link.href = `#piece-${nameOf(form)}`;
  link.append(`✎ ${nameOf(form)}`, marker());
  entry.append(link);
}

function show() {
  for (const form of forms) {
    const name = nameOf(form), text = solved(form.dataset.piece) ? " ✓ right" : "";
    for (const box of [form.closest(".piece"), document.querySelector(`.piece-link[href="#piece-${name}"]`)]) {
      if (box) box.querySelector(".mark").textContent = text;
    }
  }
  const pieces = chapters.flatMap(({ chapter, pieces }) => pieces.map((name) => `${chapter}/${name}`));
  const here = forms.map((form) => form.dataset.piece);
  const next = [...here, ...pieces].find((piece) => !solved(piece));
  line.textContent = `${here.filter(solved).length} of ${here.length} here, ${pieces.filter(solved).length} of ${pieces.length} in the book`;
  line.append(...(next ? ["; next: ", linkTo(next)] : [": every piece is right"]), ".");
}

function linkTo(piece) {
  const [chapter, name] = piece.split("/");
  const link = document.createElement("a");
  link.href = forms.some((form) => form.dataset.piece === piece) ? `#piece-${name}` : `${chapter}.html#piece-${name}`;
  link.textContent = name;
  return link;
}
