// Bundles codemirror.js, with the versions and the licences of all that is in it at the top.
import { build } from "esbuild";
import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const bundled = Object.keys(packages).filter((path) => path && !packages[path].dev).sort();
const name = (path) => path.replace(/^.*node_modules\//, "");
const versions = bundled.map((path) => `${name(path)} ${packages[path].version}`);
const licences = new Map();
for (const path of bundled) {
  const text = readFileSync(`${path}/LICENSE`, "utf8").trim();
  licences.set(text, [...(licences.get(text) ?? []), name(path)]);
}
const told = [...licences].map(([text, names]) => `${names.join(", ")}:\n\n${text}`);

await build({
  entryPoints: ["codemirror.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
  banner: { js: `/*! Made by "make codemirror" from book/editor/, of\n${versions.join("\n")}\n\n${told.join("\n\n")}\n*/` },
  outfile: process.argv[2],
});
