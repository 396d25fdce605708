// Python at work: one job at a time, in a worker that can be stopped without fetching Python again.
const LIMIT = 20, SPARE_AFTER = 2, ASK_EVERY = 0.1, DEAF_AFTER = 2; // seconds
const { dataset, src } = document.querySelector("script[data-pyodide]");
const address = (name) => new URL(dataset[name], src).href;
let now = null, spare = null, job = null;

export const busy = () => job !== null;

// Run {above: [{piece, code}, …], last: {piece, code, judged}}. `tell` hears what goes on: {status}, {file, bytes},
// {running: piece} and, each second, {seconds, limit}. The answer is what bnkit.learning.inpage reports, {stopped: piece, late}
// or {failed, started}.
export function work(cells, tell) {
  now ??= spare ?? started();
  if (now === spare) spare = null;
  const { worker, flag } = now;
  if (flag) flag[0] = 0;
  return new Promise((resolve) => {
    job = { tell, resolve, limit: LIMIT, seconds: 0, running: null, clock: 0 };
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = (event) => hear({ failed: event.message || "it did not start", started: false });
    worker.postMessage(cells);
  });
}

// Let the box at work take as long as it needs.
export function wait() {
  if (job) job.limit = Infinity;
}

// Stop the box at work: by an interrupt where Python hears it, else with its worker, for which the spare one steps in.
export function stop(late = false) {
  if (!job) return;
  const stopped = job;
  stopped.late = late;
  if (!now.flag || !stopped.running) return replace();
  interrupt(stopped, DEAF_AFTER);
}

// An interrupt that comes while Python looks for one is lost (github.com/python/cpython/issues/157548): ask until it is heard.
function interrupt(stopped, seconds) {
  if (job !== stopped) return;
  if (seconds <= 0) return replace();
  now.flag[0] = 2;
  setTimeout(() => interrupt(stopped, seconds - ASK_EVERY), 1000 * ASK_EVERY);
}

function hear(data) {
  if (data.running) begin(data.running);
  else if (data.interrupted) end({ stopped: job.running, late: job.late });
  else if (data.status || data.file) job.tell(data);
  else if (data.failed) {
    now.worker.terminate();
    now = null;
    end(data);
  } else if (!data.ready) end(data);
}

function begin(piece) {
  clearInterval(job.clock);
  Object.assign(job, { running: piece, seconds: 0, limit: LIMIT, clock: setInterval(tick, 1000) });
  job.tell({ running: piece });
}

function tick() {
  job.seconds += 1;
  job.tell({ seconds: job.seconds, limit: job.limit });
  if (job.seconds === SPARE_AFTER && !now.flag) spare ??= started();
  if (job.seconds >= job.limit && !job.late) stop(true);
}

function replace() {
  now.worker.terminate();
  now = spare;
  spare = null;
  end({ stopped: job.running, late: job.late });
}

function end(answer) {
  const { resolve, clock } = job;
  clearInterval(clock);
  job = null;
  resolve(answer);
}

function started() {
  const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const flag = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
  worker.postMessage({ pyodide: address("pyodide"), wheel: address("wheel"), flag });
  return { worker, flag };
}
