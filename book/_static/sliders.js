// Draw each slider on the page with Vega; fetched when the reader comes near one.
const here = document.currentScript.src;
const places = document.querySelectorAll("script.vega-lite");
const look = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colours = { "#010203": "--pst-color-text-base", "#0072b2": "--plot-blue", "#d55e00": "--plot-orange", "#009e73": "--plot-green", "#8f4f9f": "--plot-purple" };

function draw(place) {
  const ink = look("--pst-color-text-base");
  const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 13, titleFontWeight: "normal" };
  const axis = { ...text, gridColor: "#888888", gridOpacity: 0.25, domainColor: ink, tickColor: ink };
  const config = { background: null, axis, legend: text, view: { stroke: null }, title: { color: ink, subtitleColor: ink } };
  const box = document.getElementById(place.dataset.target);
  const spec = place.textContent.replace(/#[0-9a-f]{6}/g, (colour) => (colours[colour] ? look(colours[colour]) : colour));
  return vegaEmbed(box, JSON.parse(spec), { actions: false, renderer: "svg", config });
}

function load() {
  const script = document.createElement("script");
  script.type = "module";
  script.src = new URL("vega.js", here).href;
  script.onload = () => {
    const all = () => places.forEach(draw);
    all();
    new MutationObserver(all).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  };
  document.head.append(script);
}

const near = new IntersectionObserver((seen) => {
  if (!seen.some((each) => each.isIntersecting)) return;
  near.disconnect();
  load();
}, { rootMargin: "300px" });
document.querySelectorAll("div.slider").forEach((box) => near.observe(box));
