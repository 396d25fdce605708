// Names after a dot: NumPy's, a cache's, an array's.
import { syntaxTree } from "../codemirror.js";

const names = fetch(new URL("../names.json", import.meta.url)).then((response) => response.json());

export async function complete(context) {
  const found = context.matchBefore(/[A-Za-z_][\w.]*\.\w*$/);
  if (!found || /String|Comment/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
  const dot = found.text.lastIndexOf(".");
  const all = await names;
  const owned = all[found.text.slice(0, dot)] ?? (found.text.startsWith("np.") ? [] : all.array);
  return { from: found.from + dot + 1, options: owned.map((label) => ({ label })), validFor: /^\w*$/ };
}
