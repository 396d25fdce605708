// CodeMirror over a box's text area, which keeps the text.
import {
  EditorState, EditorView, autocompletion, bracketMatching, classHighlighter, closeBrackets, closeBracketsKeymap,
  completionKeymap, defaultKeymap, drawSelection, foldEffect, foldGutter, foldKeymap, highlightSpecialChars, history, historyKeymap,
  indentOnInput, indentUnit, indentWithTab, keymap, lineNumbers, python, pythonLanguage, setDiagnostics, syntaxHighlighting,
} from "../codemirror.js";
import { complete } from "./complete.js";
import * as kept from "./kept.js";

const DOCSTRING = /^def [^]*?:\n +("""|''')[^]*?\1/m;
const phone = matchMedia("(max-width: 40rem)");
const SETUP = [
  lineNumbers(), foldGutter(), highlightSpecialChars(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
  autocompletion(), python(), pythonLanguage.data.of({ autocomplete: complete }), syntaxHighlighting(classHighlighter),
  indentUnit.of("    "), EditorState.tabSize.of(4),
];

// Put an editor over the form's text area: {replace(text), mark(line, flaw)}.
export function edit(form) {
  const { code } = form.elements;
  const view = new EditorView({ doc: code.value, extensions: [keys(form), SETUP, names(form), copied(code), EditorView.lineWrapping] });
  const hadFocus = document.activeElement === code;
  code.before(view.dom);
  code.hidden = true;
  form.querySelector("label").addEventListener("click", () => view.focus());
  if (phone.matches || kept.seen(form.dataset.piece)) fold(view);
  kept.keepSeen(form.dataset.piece);
  if (hadFocus) view.focus();
  return { replace: (text) => replace(view, text), mark: (line, flaw) => mark(view, line, flaw) };
}

function keys(form) {
  return keymap.of([
    { key: "Mod-Enter", run: () => { form.requestSubmit(); return true; } },
    { key: "Shift-Enter", run: () => { form.elements.run.click(); return true; } },
    ...closeBracketsKeymap, ...completionKeymap, indentWithTab, ...defaultKeymap, ...historyKeymap, ...foldKeymap,
  ]);
}

function names(form) {
  const [label, help] = [form.querySelector("label"), form.querySelector(".keys")];
  return EditorView.contentAttributes.of({ tabindex: "0", "aria-labelledby": label.id, "aria-describedby": help.id });
}

const copied = (code) => EditorView.updateListener.of((update) => {
  if (!update.docChanged) return;
  code.value = update.state.doc.toString();
  code.dispatchEvent(new Event("input"));
});

function fold(view) {
  const found = DOCSTRING.exec(view.state.doc.toString());
  if (!found) return;
  const to = found.index + found[0].length;
  const { to: from } = view.state.doc.lineAt(found.index + found[0].search(/"""|'''/));
  if (from < to) view.dispatch({ effects: foldEffect.of({ from, to }) });
}

function replace(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: "input" });
}

// Mark the line with what it raised; without one, none.
function mark(view, number, message) {
  const flaws = [];
  if (number && number <= view.state.doc.lines) {
    const { from, to, text } = view.state.doc.line(number);
    flaws.push({ from: from + text.search(/\S|$/), to, severity: "error", message });
  }
  view.dispatch(setDiagnostics(view.state, flaws));
}
