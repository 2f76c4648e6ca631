// SPDX-License-Identifier: Apache-2.0
// Bundles the console into dist/: index.html, assets whose names carry their hashes, both also
// compressed, and files.txt, which lists them for the server.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const SCRIPT_BYTES_MAX = 150 * 1024;

const bundle = await build({
  entryPoints: { app: "src/main.tsx" },
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  banner: { js: "/*! With Preact, (c) 2015-present Jason Miller, MIT licence. */" },
  metafile: true,
  logLevel: "warning",
});
const made = Object.keys(bundle.metafile.outputs).map((name) => name.replace("dist/", ""));
const script = made.find((name) => name.endsWith(".js"));
const style = made.find((name) => name.endsWith(".css"));

const icon = await readFile("icon.svg");
const iconName = `assets/icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
await mkdir("dist/assets", { recursive: true });
await writeFile(`dist/${iconName}`, icon);

const page = (await readFile("index.html", "utf8"))
  .replace("%SCRIPT%", `/unwind/${script}`)
  .replace("%STYLE%", `/unwind/${style}`)
  .replace("%ICON%", `/unwind/${iconName}`);
await writeFile("dist/index.html", page);

const files = ["index.html", ...(await readdir("dist/assets")).map((name) => `assets/${name}`)];
let scriptBytes = 0;
for (const name of files) {
  const zipped = gzipSync(await readFile(`dist/${name}`), { level: 9 });
  await writeFile(`dist/${name}.gz`, zipped);
  if (name.endsWith(".js")) {
    scriptBytes += zipped.length;
  }
}
if (scriptBytes > SCRIPT_BYTES_MAX) {
  throw new Error(`the scripts have ${scriptBytes} bytes compressed, more than ${SCRIPT_BYTES_MAX}`);
}
await writeFile("dist/files.txt", files.join("\n") + "\n");
