// The exercises on the page. Modules do not load in a page that was opened as a file; there a sentence says so.
if (location.protocol === "file:") {
  for (const form of document.querySelectorAll("form.try")) form.elements.status.value = form.dataset.file;
} else {
  import(new URL("write/boxes.js", document.currentScript.src));
}
