// Python in the reader's browser, apart from the page so that the page can end it.
let python, Session;

onmessage = async ({ data }) => {
  if (data.pyodide) (Session = start(data)).catch(() => {}); // said when work comes
  else await work(data);
};

// Run the boxes above, each announced by its piece, and then the last one: checked where it is to be judged.
async function work({ above, last }) {
  try {
    const OfPieces = await Session;
    const session = last.hunt ? python.pyimport("bnkit.hunting.inpage").HuntSession() : OfPieces();
    for (const { piece, code } of above) {
      postMessage({ running: piece });
      session.lend(piece, code);
    }
    postMessage({ running: last.piece });
    postMessage(JSON.parse(last.judged ? session.check(last.piece, last.code) : session.run(last.code)));
    session.destroy();
  } catch (error) {
    postMessage(error.type === "KeyboardInterrupt" ? { interrupted: true } : { failed: error.message, started: Boolean(python) });
  }
}

async function start({ pyodide, wheel, flag }) {
  countWhatIsFetched();
  postMessage({ status: "Fetching Python…" });
  const { loadPyodide } = await import(new URL("pyodide.mjs", pyodide));
  const made = await loadPyodide({ indexURL: pyodide });
  const loaded = await made.loadPackage("numpy", { messageCallback: () => {}, errorCallback: () => {} });
  if (!loaded.length) throw new Error("NumPy did not come");
  const response = await fetch(wheel);
  made.unpackArchive(await response.arrayBuffer(), "wheel");
  postMessage({ status: "Starting NumPy…" });
  const { Session } = made.pyimport("bnkit.learning.inpage");
  if (flag) made.setInterruptBuffer(flag);
  postMessage({ ready: true });
  python = made;
  return Session;
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
