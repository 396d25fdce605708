// What a search shows of a page is its prose: no formulas, no buttons, no charts, no hints and answers.
const BESIDE =
  ".bd-header-article, .headerlink, script, svg, form, .slider, .plot, .math, mjx-container, math, .admonition details";

addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(BESIDE).forEach((each) => each.replaceWith(" "));
    const main = page.querySelector("article") ?? page.body;
    return ((anchor && main.querySelector(anchor)) || main).textContent.replace(/\s+/g, " ").trim();
  };
});
