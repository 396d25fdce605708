// What the reader wrote and how it was judged, kept by piece ("chNN_chapter/name") in the reader's browser alone.
const OURS = /^ch\d\d_\w+\/\w+(:\w+)?$/;
const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, text) => { try { localStorage.setItem(key, text); } catch { /* not kept, still checked */ } },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* nor was it kept */ } },
};
const keys = () => { try { return Object.keys(localStorage).filter((key) => OURS.test(key)).sort(); } catch { return []; } };

export const code = (piece) => store.get(piece);
export const keepCode = (piece, text) => store.set(piece, text);
export const dropCode = (piece) => store.drop(piece);

// The verdict: {right, html, code}, the code being what was judged.
export const verdict = (piece) => JSON.parse(store.get(`${piece}:verdict`));
export const keepVerdict = (piece, told) => store.set(`${piece}:verdict`, JSON.stringify(told));

// Whether the piece's box was open on an earlier visit.
export const seen = (piece) => store.get(`${piece}:seen`) !== null;
export const keepSeen = (piece) => store.set(`${piece}:seen`, "");

// What was chosen among a piece's mistakes, by slug: {order, told}.
const chosen = ({ chapter, piece }) => `${chapter}/${piece}:choices`;
export const choices = (asked) => JSON.parse(store.get(chosen(asked))) ?? {};
export function keepChoice(asked, slug, news) {
  const all = choices(asked);
  store.set(chosen(asked), JSON.stringify({ ...all, [slug]: { ...all[slug], ...news } }));
}

// All that is kept, by piece: [[piece, bytes], …].
export function all() {
  const sizes = new Map();
  for (const key of keys()) {
    const piece = key.split(":")[0];
    sizes.set(piece, (sizes.get(piece) ?? 0) + key.length + store.get(key).length);
  }
  return [...sizes];
}

export const dropAll = () => keys().forEach(store.drop);
