// Draw each slider on the page with Vega; fetched only where there is one.
const places = document.querySelectorAll("script.vega-lite");
const dark = () => document.documentElement.dataset.theme === "dark";

function draw(place) {
  const ink = dark() ? "#ced6dd" : "#323232";
  const text = { labelColor: ink, titleColor: ink };
  const config = { background: null, axis: { ...text, gridOpacity: 0.25 }, legend: text, title: { color: ink, subtitleColor: ink } };
  const box = document.getElementById(place.dataset.target);
  return vegaEmbed(box, JSON.parse(place.textContent), { actions: false, renderer: "svg", config });
}

if (places.length) {
  const script = document.createElement("script");
  script.type = "module";
  script.src = new URL("vega.js", document.currentScript.src).href;
  script.onload = () => {
    const all = () => places.forEach(draw);
    all();
    new MutationObserver(all).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  };
  document.head.append(script);
}
