// Typeset the formulas after the page is shown, a few at a time, so that it answers meanwhile.
const source = new URL("mathjax/tex-chtml.js", document.currentScript.src).href;
const AT_ONCE = 2;
const pause = () => new Promise((go) => setTimeout(go));

async function typeset() {
  const formulas = [...document.querySelectorAll(".math")];
  while (formulas.length) {
    await MathJax.typesetPromise(formulas.splice(0, AT_ONCE));
    await pause();
  }
  dispatchEvent(new Event("typeset"));
}

// A formula takes about the room that it will have, and keeps the punctuation that follows it on its line.
for (const formula of document.querySelectorAll("span.math")) {
  const signs = formula.textContent.slice(2, -2).replace(/\\[a-z]+|\\./gi, "x").replace(/[{}^_\s]/g, "");
  formula.style.setProperty("--room", `${0.5 * signs.length}em`);
  const next = formula.nextSibling;
  const mark = next?.nodeType === Node.TEXT_NODE && /^[.,;:?!)\u2019\u201d]+/.exec(next.data)?.[0];
  if (!mark) continue;
  const line = document.createElement("span");
  line.style.whiteSpace = "nowrap";
  formula.replaceWith(line);
  line.append(formula, mark);
  next.data = next.data.slice(mark.length);
}

MathJax.startup = { pageReady: typeset };
addEventListener("load", () => {
  const script = document.createElement("script");
  script.src = source;
  document.head.append(script);
});
