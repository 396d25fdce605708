// What is wider than its box scrolls sideways; the keyboard must get there too, however the box came to its width.
const sized = new ResizeObserver((boxes) => {
  for (const { target: box } of boxes) {
    box.tabIndex = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto" ? 0 : -1;
  }
});

addEventListener("load", () => {
  for (const box of document.querySelectorAll("mjx-container[display], pre")) sized.observe(box, { box: "border-box" });
});
