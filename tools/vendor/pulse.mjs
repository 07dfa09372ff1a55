// Part of `npm run build`: the pulse page's modules as three small files, so that a first visit is few and small requests.
// `node pulse.mjs [static folder] [target]` reads pulse/*.js there and writes built/.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../../pulse/static");
const target = process.argv[3] ?? join(folder, "built");
const apart = { "page.js": ["./booth.js", "./picture.js"], "booth.js": [], "picture.js": [] };

const digest = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

async function made([entry, external]) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [`pulse/${entry}`],
    external,
    bundle: true,
    charset: "utf8",
    format: "esm",
    legalComments: "none",
    metafile: true,
    minify: true,
    target: "es2022",
    write: false,
    banner: { js: "// Built by tools/vendor from static/pulse; licences in vendor/LICENCES.txt." },
  });
  return { entry, bytes: outputFiles[0].contents, sources: Object.keys(metafile.inputs) };
}

const built = await Promise.all(Object.entries(apart).map(made));
const sources = [...new Set(built.flatMap((file) => file.sources))].sort();
const lock = {
  sources: Object.fromEntries(
    await Promise.all(
      sources.map(async (name) => [relative(folder, join(folder, name)), digest(await readFile(join(folder, name)))]),
    ),
  ),
  files: Object.fromEntries(built.map(({ entry, bytes }) => [entry, digest(bytes)])),
};
await mkdir(target, { recursive: true });
for (const { entry, bytes } of built) await writeFile(join(target, entry), bytes);
await writeFile(join(target, "lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
