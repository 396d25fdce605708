// Typeset the formulas after the page is shown, the nearest first and a few at a time, so that it answers meanwhile.
const source = new URL("mathjax/tex-chtml.js", document.currentScript.src).href;
const AT_ONCE = 2;
const pause = () => new Promise((go) => setTimeout(go));

async function typeset() {
  const formulas = [...document.querySelectorAll(".math")];
  const away = new Map(formulas.map((each) => [each, Math.abs(each.getBoundingClientRect().top - innerHeight / 2)]));
  formulas.sort((a, b) => away.get(a) - away.get(b));
  while (formulas.length) {
    await MathJax.typesetPromise(formulas.splice(0, AT_ONCE));
    await pause();
  }
  dispatchEvent(new Event("typeset"));
  if (!moved) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

// Formulas change the height of what is above the place that an address names: go there again, unless the reader went on.
let moved = false;
for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(kind, () => (moved = true), { once: true, passive: true });

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
