// A figure's values: the nearest to the pointer; on focus the first, and the others by the arrow keys.
const tip = Object.assign(document.createElement("output"), { className: "plot-value", hidden: true });
document.body.append(tip);

function show(svg, [x, y, text]) {
  const box = svg.getBoundingClientRect();
  tip.textContent = text;
  tip.hidden = false;
  const left = box.left + x * box.width - tip.offsetWidth / 2;
  tip.style.left = `${scrollX + Math.max(4, Math.min(left, document.documentElement.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${scrollY + box.top + y * box.height - tip.offsetHeight - 10}px`;
}

const hide = () => (tip.hidden = true);

for (const svg of document.querySelectorAll(".plot > svg[data-values]")) {
  const values = JSON.parse(svg.dataset.values);
  if (!values.length) continue;
  let at = 0;
  svg.tabIndex = 0;
  svg.addEventListener("focus", () => svg.matches(":focus-visible") && show(svg, values[at]));
  svg.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    at = (at + by + values.length) % values.length;
    show(svg, values[at]);
  });
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const away = ([x, y]) => Math.hypot(box.left + x * box.width - event.clientX, box.top + y * box.height - event.clientY);
    const nearest = values.reduce((a, b) => (away(a) <= away(b) ? a : b));
    if (away(nearest) < 40) show(svg, nearest);
    else hide();
  });
  for (const when of ["pointerleave", "blur"]) svg.addEventListener(when, hide);
}
addEventListener("keydown", (event) => event.key === "Escape" && hide());
