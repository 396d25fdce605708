// What is wider than its box scrolls sideways; the keyboard must get there too, however the box came to its width.
const sized = new ResizeObserver((boxes) => {
  for (const { target: box } of boxes) {
    if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto") box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
});

addEventListener("load", () => {
  for (const box of document.querySelectorAll("mjx-container[display], pre")) sized.observe(box, { box: "border-box" });
});
