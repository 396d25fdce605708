// What is wider than the page scrolls sideways; the keyboard must get there too.
const wide = (box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto";

function reach() {
  for (const box of document.querySelectorAll("mjx-container[display]")) {
    if (wide(box)) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

for (const when of ["load", "resize"]) addEventListener(when, reach);
