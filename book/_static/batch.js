// A batch on a line: drag a point, and all normalized values move, and the gradient of the one that you hold.
const NAME = "http://www.w3.org/2000/svg";
const LOW = -4, HIGH = 8, TOP = 66, BOTTOM = 148, HEIGHT = 178, EPS = 1e-5;

class Batch {
  constructor(box) {
    this.box = box;
    this.x = box.dataset.batch.split(" ").map(Number);
    this.held = this.x.length - 1;
    this.told = box.querySelector("p");
    this.svg = this.add(box, "svg", { role: "group", "aria-label": box.getAttribute("aria-label") });
    box.append(this.told);
    this.axes = [TOP, BOTTOM].map((y) => this.add(this.svg, "line", { class: "axis", x1: 0, y1: y, y2: y }));
    this.ticks = Array.from({ length: (HIGH - LOW) / 2 + 1 }, (_, n) => this.tick_of(LOW + 2 * n));
    this.parts = this.x.map((_, i) => this.parts_of(i));
    this.names = [["x", TOP - 10], ["x̂", BOTTOM - 10]].map(([text, y]) => this.add(this.svg, "text", { class: "name", x: 2, y }, text));
    this.hint = this.add(this.svg, "text", { class: "hint", y: TOP + 30, "text-anchor": "end" }, "↔ drag me");
    new ResizeObserver(() => this.draw()).observe(box);
  }

  add(parent, kind, looks, text = "") {
    const node = document.createElementNS(NAME, kind);
    for (const [name, value] of Object.entries(looks)) node.setAttribute(name, value);
    node.textContent = text;
    return parent.appendChild(node);
  }

  tick_of(value) {
    const lines = [TOP, BOTTOM].map((y) => this.add(this.svg, "line", { class: "axis", y1: y - 4, y2: y + 4 }));
    return { value, lines, text: this.add(this.svg, "text", { class: "tick", y: HEIGHT - 6, "text-anchor": "middle" }, `${value}`.replace("-", "−")) };
  }

  parts_of(i) {
    const link = this.add(this.svg, "line", { class: "link" });
    const arrow = this.add(this.svg, "path", { class: "arrow" });
    const out = this.add(this.svg, "circle", { class: "out", r: 6 });
    const point = this.add(this.svg, "circle", { class: "in", r: 11, tabindex: 0, role: "slider", "aria-label": `value ${i + 1}`, "aria-valuemin": LOW, "aria-valuemax": HIGH });
    point.addEventListener("pointerdown", (event) => { point.setPointerCapture(event.pointerId); this.hold(i); event.preventDefault(); point.focus(); });
    point.addEventListener("pointermove", (event) => point.hasPointerCapture(event.pointerId) && this.move(i, this.value(event)));
    point.addEventListener("focus", () => this.hold(i));
    point.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.move(i, this.x[i] + by);
    });
    return { link, arrow, out, point };
  }

  at(value) { return 24 + ((value - LOW) / (HIGH - LOW)) * (this.width - 48); }
  value(event) { return LOW + ((event.clientX - this.svg.getBoundingClientRect().left - 24) / (this.width - 48)) * (HIGH - LOW); }
  hold(i) { this.held = i; this.draw(); }
  move(i, value) { this.hint.remove(); this.x[i] = Math.min(HIGH, Math.max(LOW, value)); this.draw(); }

  draw() {
    this.width = this.box.clientWidth;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    for (const axis of this.axes) axis.setAttribute("x2", this.width);
    for (const { value, lines, text } of this.ticks) {
      for (const line of lines) for (const end of ["x1", "x2"]) line.setAttribute(end, this.at(value));
      text.setAttribute("x", this.at(value));
    }
    this.hint.setAttribute("x", Math.min(this.width - 2, this.at(this.x[this.x.length - 1]) + 55));
    const m = this.x.length, mean = this.x.reduce((a, b) => a + b) / m;
    const variance = this.x.reduce((a, b) => a + (b - mean) ** 2, 0) / m, s = 1 / Math.sqrt(variance + EPS);
    const hat = this.x.map((x) => (x - mean) * s);
    const gradient = hat.map((each, i) => s * ((i === this.held) - 1 / m - (each * hat[this.held]) / m));
    this.parts.forEach((part, i) => this.place(part, i, hat[i], gradient[i]));
    const n = (value) => value.toFixed(2).replace("-", "−");
    const equals = (name, value, end) => `<span class="unbroken"><i>${name}</i> = ${n(value)}${end}</span>`;
    const [all, own] = [equals("μ", mean, ",") + " " + equals("σ", Math.sqrt(variance), "."), equals("x", this.x[this.held], ",") + " " + equals("x̂", hat[this.held], ".")];
    this.told.innerHTML = `${all} The one that you hold: ${own}`;
  }

  place({ link, arrow, out, point }, i, hat, gradient) {
    const rank = this.x.filter((x, j) => x < this.x[i] || (x === this.x[i] && j < i)).length; // neighbours' arrows on two levels
    const from = this.at(this.x[i]), to = this.at(hat), y = TOP - 20 - 14 * (rank % 2), most = this.width / 8;
    const tip = from + Math.max(-most, Math.min(most, 0.7 * this.width * gradient));
    const set = (node, looks) => Object.entries(looks).forEach(([name, value]) => node.setAttribute(name, value));
    set(link, { x1: from, y1: TOP, x2: to, y2: BOTTOM });
    set(out, { cx: to, cy: BOTTOM });
    set(point, { cx: from, cy: TOP, "aria-valuenow": this.x[i].toFixed(1), "aria-valuetext": `x ${this.x[i].toFixed(1)}, normalized ${hat.toFixed(2)}` });
    for (const node of [out, point, link]) node.classList.toggle("held", i === this.held);
    const head = 5 * Math.sign(tip - from);
    set(arrow, { d: Math.abs(tip - from) < 3 ? "" : `M${from} ${y}H${tip}m${-head} -4l${head} 4l${-head} 4` });
  }
}

document.querySelectorAll("div.batch").forEach((box) => new Batch(box));
