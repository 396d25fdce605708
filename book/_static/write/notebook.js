// What was written, taken along as the chapter's notebook and read back from one; and what this browser keeps of it.
import { boxes, forms, isHunt, nameOf, write } from "./boxes.js";
import * as kept from "./kept.js";

const work = document.querySelector(".work");
const say = (text) => { work.querySelector(".told").textContent = text; };
const button = (name) => work.querySelector(`[name=${name}]`);
const dialog = work.querySelector("dialog");
const chapter = forms[0].dataset.piece.split("/")[0];
const source = (cell) => [cell.source ?? ""].flat().join("");
const isBegun = (form) => form.elements.code.value === form.elements.code.defaultValue;
const isWritten = (cell) => !source(cell).includes("raise NotImplementedError()");
const lines = (text) => text.trimEnd().split(/(?<=\n)/);

button("save").addEventListener("click", () => save().catch((error) => say(`The notebook could not be made: ${error.message}.`)));
button("open").addEventListener("click", () => button("file").click());
button("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (file) say(read(file.name, await file.text()));
  target.value = "";
});
button("kept").addEventListener("click", () => { tell(); dialog.showModal(); });
button("close").addEventListener("click", () => dialog.close());
button("delete").addEventListener("click", () => { kept.dropAll(); location.reload(); });
work.querySelector(".wheel").textContent = new URL(document.querySelector("script[data-wheel]").dataset.wheel, new URL("..", import.meta.url));
work.classList.add("ready");

// The chapter's notebook with what the boxes hold, as a download.
async function save() {
  const notebook = await (await fetch(document.querySelector(".piece a.download").href)).json();
  for (const form of boxes) {
    const cell = cellOf(notebook, nameOf(form));
    if (cell && !(isHunt(form) && isBegun(form))) cell.source = lines(form.elements.code.value);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1) + "\n"], { type: "application/x-ipynb+json" }));
  link.download = `${chapter}.ipynb`;
  link.click();
  URL.revokeObjectURL(link.href);
  say(`Saved as ${link.download}: bnkit check, JupyterLab and your instructor read it.`);
}

function cellOf(notebook, name) {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const defines = new RegExp(`^def ${name}\\(`, "m");
  return code.find((cell) => cell.metadata?.nbgrader?.grade_id === name) ?? code.find((cell) => defines.test(source(cell)));
}

// Put what a notebook holds into the boxes; what to say of it.
function read(file, text) {
  let found;
  try {
    const notebook = JSON.parse(text);
    found = boxes.map((form) => [form, cellOf(notebook, nameOf(form))]);
    found = found.filter(([form, cell]) => cell && (isWritten(cell) || !isHunt(form)));
  } catch {
    return `${file} is not a notebook. Nothing was changed.`;
  }
  if (!found.length) return `${file} has none of this page's pieces. Nothing was changed.`;
  const changed = found.filter(([form, cell]) => form.elements.code.value.trimEnd() !== source(cell).trimEnd());
  const lost = changed.filter(([form]) => !isBegun(form)).map(([form]) => nameOf(form));
  if (lost.length && !confirm(`Replace what you wrote in ${lost.join(", ")}?`)) return "Nothing was changed.";
  for (const [form, cell] of changed) write(form, source(cell).trimEnd() + "\n");
  const hunts = found.filter(([form]) => isHunt(form)).length;
  const pieces = `${found.length - hunts} of ${forms.length} pieces${hunts ? ` and ${hunts} of the hunts` : ""}`;
  return `Read ${pieces} from ${file}; ${changed.length} of them differed.`;
}

function tell() {
  const rows = kept.all().map(([piece, size]) => {
    const judged = kept.verdict(piece);
    const row = document.createElement("li");
    const state = judged ? (judged.right ? "right" : "checked, not right yet") : kept.code(piece) === null ? "seen" : "written";
    row.textContent = `${piece}: ${state}, ${size} characters`;
    return row;
  });
  dialog.querySelector("ul").replaceChildren(...rows);
  dialog.querySelector(".none").hidden = rows.length > 0;
  button("delete").hidden = rows.length === 0;
}
