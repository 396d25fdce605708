// The exercises on the page: check what the reader writes in Python of the browser's own, and keep it for the next visit.
const script = document.currentScript;
const address = (name) => new URL(script.dataset[name], script.src).href;
const forms = [...document.querySelectorAll("form.try")];
let worker = null;

const kept = {
  get: (form) => { try { return localStorage.getItem(form.dataset.piece); } catch { return null; } },
  set: (form, text) => { try { localStorage.setItem(form.dataset.piece, text); } catch { /* not kept, still checked */ } },
  drop: (form) => { try { localStorage.removeItem(form.dataset.piece); } catch { /* nor was it kept */ } },
};

for (const form of forms) {
  const { code, stop } = form.elements;
  code.value = kept.get(form) ?? code.defaultValue;
  code.addEventListener("input", () => kept.set(form, code.value));
  code.addEventListener("keydown", (event) => keys(form, event));
  form.addEventListener("reset", () => { kept.drop(form); show(form, {}); });
  form.addEventListener("submit", (event) => { event.preventDefault(); check(form); });
  stop.addEventListener("click", () => end(form, "Stopped."));
  form.classList.add("ready");
}

// Enter goes on at the line's indentation; Tab is left alone, so that the keyboard gets out again.
function keys(form, event) {
  const code = form.elements.code;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Enter" && !event.isComposing && code.selectionStart === code.selectionEnd) {
    const line = code.value.slice(0, code.selectionStart).split("\n").pop();
    event.preventDefault();
    document.execCommand("insertText", false, "\n" + line.match(/^ */)[0] + (/:\s*$/.test(line) ? "    " : ""));
  }
}

function check(form) {
  if (worker?.form) return;
  if (location.protocol === "file:") return show(form, { status: form.dataset.file });
  worker ??= started();
  worker.form = form;
  busy(form, true);
  show(form, { status: "Fetching Python…" });
  const cells = forms.slice(0, forms.indexOf(form) + 1).map((each) => each.elements.code.value);
  worker.postMessage({ piece: form.dataset.piece, cells, pyodide: address("pyodide"), wheel: address("wheel") });
}

function started() {
  const made = new Worker(new URL("try_worker.js", script.src), { type: "module" });
  made.onmessage = ({ data }) => hear(made.form, data);
  made.onerror = (event) => hear(made.form, { failed: event.message || "it did not start" });
  return made;
}

function hear(form, { file, bytes, status, said, verdict, failed, started }) {
  if (file) form.elements.amount.value = `${file}, ${(bytes / 1e6).toFixed(1)} MB`;
  else if (status) show(form, { status });
  else if (failed) end(form, started ? `The check failed. ${failed}` : `${form.dataset.offline} (${failed})`);
  else {
    worker.form = null;
    busy(form, false);
    show(form, { said, verdict });
  }
}

function end(form, status) {
  worker.terminate();
  worker = null;
  busy(form, false);
  show(form, { status });
}

function show(form, { status = "", said = "", verdict = "" }) {
  form.elements.status.value = status;
  form.elements.amount.value = "";
  form.querySelector(".said").textContent = said;
  form.querySelector(".verdict").innerHTML = verdict;
}

function busy(form, is) {
  for (const each of forms) each.elements.run.setAttribute("aria-disabled", is);
  form.querySelector("progress").hidden = !is;
  if (!is && document.activeElement === form.elements.stop) form.elements.run.focus();
  form.elements.stop.hidden = !is;
}
