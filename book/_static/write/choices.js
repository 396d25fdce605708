// Which of four mistakes is it? A question where the text speaks of it, and ten across the book.
import * as kept from "./kept.js";

const ROUND = 10;
const fetched = new Map();

for (const form of document.querySelectorAll("form.choices")) {
  const { drill, chapter, piece, mistake } = form.dataset;
  if (drill) offer(form, drill.split(" "));
  else pieceOf(chapter, piece).then((its) => ask(form, { chapter, piece, its, question: its.questions.find(({ slug }) => slug === mistake) }));
}

function chapterOf(name) {
  const address = new URL(`../hunts/${name}.json`, import.meta.url);
  if (!fetched.has(name)) fetched.set(name, fetch(address).then((response) => response.json()));
  return fetched.get(name);
}

async function pieceOf(chapter, piece) {
  return (await chapterOf(chapter))[piece];
}

// Show the question; `after` hears whether the first answer was right, once the right one is given.
function ask(form, asked, after = () => {}) {
  const { its, question } = asked;
  const slugs = ordered(asked);
  form.querySelector(".shown").replaceChildren(table([["what went in", question.given], ["what was right", question.right], ["what came out", question.got]], its.rows));
  reachable(form);
  const fieldset = form.querySelector("fieldset");
  fieldset.replaceChildren(fieldset.firstElementChild, ...slugs.map((slug) => choice(form, slug, its.messages[slug])));
  fieldset.hidden = form.elements.answer.hidden = false;
  form.querySelector(".reply").replaceChildren();
  if (!form.dataset.drill) say(form, kept.choices(asked)[question.slug]?.told ? "You have told this one apart." : "");
  let first = true;
  form.onsubmit = (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get("mistake");
    if (!chosen) return say(form, "Choose one of the four.");
    if (chosen !== question.slug) {
      first = false;
      return reply(form, asked, chosen);
    }
    keep(asked, first);
    form.elements.answer.hidden = true;
    show(form, paragraph(`✓ That is it: ${question.slug}.${first ? "" : " It took more than one answer, so it will be asked again."}`));
    after(first);
  };
}

// The four in the order that was drawn for this reader.
function ordered(asked) {
  const slugs = [asked.question.slug, ...asked.question.others];
  const before = kept.choices(asked)[asked.question.slug]?.order;
  const order = before?.length === slugs.length ? before : shuffled([...slugs.keys()]);
  kept.keepChoice(asked, asked.question.slug, { order });
  return order.map((number) => slugs[number]);
}

function keep(asked, told) {
  if (told) kept.keepChoice(asked, asked.question.slug, { told });
}

function shuffled(items) {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}

// A wrong choice: the input that tells the two apart.
function reply(form, { its, question }, chosen) {
  const { given, other, mistake } = question.replies[question.others.indexOf(chosen)];
  show(
    form,
    paragraph(`✗ Not that one, ${chosen}. This input tells the two apart:`),
    table([["what goes in", given], ["your choice gives", other], ["this function gives", mistake]], its.rows),
  );
}

function show(form, ...parts) {
  say(form, "");
  form.querySelector(".reply").replaceChildren(...parts);
  reachable(form);
}

// Numbers that are wider than the page can be scrolled by keys.
function reachable(form) {
  for (const body of form.querySelectorAll("tbody")) if (body.scrollWidth > body.clientWidth) body.tabIndex = 0;
}

function say(form, text) {
  form.querySelector(".asked").textContent = text;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function choice(form, slug, message) {
  const label = document.createElement("label"), radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name: "mistake", value: slug });
  label.append(radio, ` ${message}`);
  return label;
}

// Rows of names and values, in groups with a heading each.
function table(groups, rows) {
  const made = document.createElement("table");
  for (const [title, number] of groups) {
    const body = made.createTBody(), head = heading(title, "rowgroup");
    head.colSpan = 2;
    body.insertRow().append(head);
    for (const [name, value] of rows[number]) {
      const row = body.insertRow(), cell = document.createElement("pre");
      row.append(heading(name, "row"));
      cell.textContent = value;
      row.insertCell().append(cell);
    }
  }
  return made;
}

function heading(text, scope) {
  const made = document.createElement("th");
  Object.assign(made, { textContent: text, scope });
  return made;
}

// Ten from those that were not yet told apart.
function offer(form, chapters) {
  const { next } = form.elements;
  say(form, "");
  Object.assign(next, { hidden: false, textContent: "Begin" });
  next.onclick = async () => {
    next.hidden = true;
    const all = await questions(chapters);
    const left = all.filter((asked) => !kept.choices(asked)[asked.question.slug]?.told);
    round(form, chapters, shuffled(left).slice(0, ROUND), all.length - left.length, all.length);
  };
}

async function questions(chapters) {
  const found = await Promise.all(chapters.map(async (chapter) => [chapter, await chapterOf(chapter)]));
  return found.flatMap(([chapter, pieces]) => Object.entries(pieces).flatMap(([piece, its]) => its.questions.map((question) => ({ chapter, piece, its, question }))));
}

function round(form, chapters, asked, told, all) {
  const { next } = form.elements;
  let at = 0, right = 0;
  const go = () => {
    next.hidden = true;
    ask(form, asked[at], (first) => {
      right += first;
      at += 1;
      Object.assign(next, { hidden: false, textContent: at < asked.length ? "Another one" : "How many?" });
    });
    say(form, `${at + 1} of ${asked.length}, in ${asked[at].piece}. ${told + right} of ${all} told apart.`);
  };
  next.onclick = () => (at < asked.length ? go() : finish(form, chapters, right, asked.length, told + right, all));
  if (asked.length) go();
  else finish(form, chapters, 0, 0, told, all);
}

function finish(form, chapters, right, count, told, all) {
  form.querySelector(".shown").replaceChildren();
  form.querySelector("fieldset").hidden = form.elements.answer.hidden = true;
  show(form, paragraph(`${count ? `${right} of ${count} at once. ` : ""}${told} of the book's ${all} mistakes told apart.`));
  if (told === all) return;
  offer(form, chapters);
  form.elements.next.textContent = "Ten more";
}
