// Python in the reader's browser, apart from the page so that the page can end it. Fetched when the first code comes.
let attempt;

onmessage = async ({ data }) => {
  try {
    attempt ??= await start(data);
    postMessage({ status: "Running your code…" });
    const [said, verdict] = attempt(data.piece, data.cells);
    postMessage({ said, verdict });
  } catch (error) {
    postMessage({ failed: error.message, started: Boolean(attempt) });
  }
};

async function start({ pyodide, wheel }) {
  countWhatIsFetched();
  const { loadPyodide } = await import(new URL("pyodide.mjs", pyodide));
  const python = await loadPyodide({ indexURL: pyodide });
  const loaded = await python.loadPackage("numpy", { messageCallback: () => {}, errorCallback: () => {} });
  if (!loaded.length) throw new Error("NumPy did not come");
  const response = await fetch(wheel);
  python.unpackArchive(await response.arrayBuffer(), "wheel");
  postMessage({ status: "Starting NumPy…" });
  return python.pyimport("bnkit.learning.inpage").attempt;
}

function countWhatIsFetched() {
  const original = self.fetch;
  self.fetch = async (request, ...options) => {
    const response = await original(request, ...options);
    const file = response.url.split("/").pop();
    let bytes = 0;
    const count = new TransformStream({
      transform(chunk, controller) {
        bytes += chunk.length;
        postMessage({ file, bytes });
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body?.pipeThrough(count), response);
  };
}
