// Draw each slider on the page with Vega; fetched when the reader comes near one.
const here = document.currentScript.src;
const places = document.querySelectorAll("script.vega-lite");
const look = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colours = { "#010203": "--pst-color-text-base", "#0072b2": "--plot-blue", "#c05000": "--plot-orange", "#007d5b": "--plot-green", "#8f4f9f": "--plot-purple", "#8a6500": "--plot-gold" };
const drawn = new Map(); // place → what Vega made of it, and for which width
const turns = new Map(); // place → its last drawing, as a promise

// One drawing of a place after another: of two at once the older might end last, and stay.
function draw(place) {
  const next = () => redraw(place);
  turns.set(place, Promise.resolve(turns.get(place)).then(next, next));
}

async function redraw(place) {
  const box = document.getElementById(place.dataset.target);
  const spec = JSON.parse(place.textContent.replace(/#[0-9a-f]{6}/g, (colour) => (colours[colour] ? look(colours[colour]) : colour)));
  const before = drawn.get(place);
  for (const slider of spec.params) slider.value = before?.view?.signal(slider.name) ?? slider.value;
  spec.width = box.clientWidth;
  drawn.set(place, { ...before, width: spec.width });
  before?.view?.finalize();
  const { view } = await vegaEmbed(box, spec, { actions: false, renderer: "svg" });
  drawn.set(place, { view, width: spec.width });
  await Promise.all(spec.params.map((slider) => say(box, slider, spec.usermeta.texts[slider.name], view)));
}

// What a slider is at, its number or its position's name, is said with the chart's sentence whenever it moves.
function say(box, slider, texts, view) {
  const input = box.querySelector(`input[name="${slider.name}"]`);
  const tell = async () => {
    await view.runAsync();
    const place = texts ? texts[Math.round((input.value - slider.bind.min) / slider.bind.step)] : input.value.replace("-", "−");
    const sentence = box.querySelector(".told_marks text")?.textContent ?? "";
    const named = texts && sentence.includes(place);
    input.setAttribute("aria-valuetext", named ? sentence : [place, sentence].filter(Boolean).join(": "));
    input.parentElement.querySelector("input ~ *").textContent = place;
  };
  for (const event of ["input", "focus"]) input.addEventListener(event, tell);
  return tell();
}

function load() {
  const script = document.createElement("script");
  script.type = "module";
  script.src = new URL("vega.js", here).href;
  script.onload = () => {
    const all = () => places.forEach(draw);
    all();
    new MutationObserver(all).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    let soon;
    const watch = new ResizeObserver(() => {
      clearTimeout(soon);
      soon = setTimeout(() => places.forEach((place) => {
        const width = document.getElementById(place.dataset.target).clientWidth;
        if (width && width !== drawn.get(place)?.width) draw(place);
      }), 150);
    });
    places.forEach((place) => watch.observe(document.getElementById(place.dataset.target)));
  };
  document.head.append(script);
}

const near = new IntersectionObserver((seen) => {
  if (!seen.some((each) => each.isIntersecting)) return;
  near.disconnect();
  load();
}, { rootMargin: "300px" });
document.querySelectorAll("div.slider").forEach((box) => near.observe(box));
