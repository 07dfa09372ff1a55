// Maintainer command: `npm ci && npm run build` here writes pulse/static/vendor afresh (or a directory given as argument).
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, version } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../../pulse/static/vendor");
const parts = ["@hpke/common", "@hpke/core", "@noble/curves", "@noble/hashes", "lean-qr"];
const entries = ["credentials.js", "qr.js"];

const about = async (name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return { name, version, license, terms: (await readFile(join(folder, "LICENSE"), "utf8")).trim() };
};

const digest = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

const bundle = async (entry) => {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    legalComments: "none",
    minify: true,
    target: "es2022",
    write: false,
    banner: { js: "// Built by tools/vendor; licences in LICENCES.txt." },
  });
  return outputFiles[0].contents;
};
const packages = await Promise.all(parts.map(about));
const files = {
  ...Object.fromEntries(await Promise.all(entries.map(async (entry) => [entry, await bundle(entry)]))),
  "LICENCES.txt": Buffer.from(
    `${packages.map(({ name, version, terms }) => `${name} ${version}\n\n${terms}`).join("\n\n----\n\n")}\n`,
  ),
};
const lock = {
  tool: `esbuild ${version}`,
  packages: packages.map(({ name, version, license }) => ({ name, version, license })),
  files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, digest(bytes)])),
};

await mkdir(target, { recursive: true });
for (const [name, bytes] of Object.entries(files)) await writeFile(join(target, name), bytes);
await writeFile(join(target, "lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
