// Builds the styles and scripts into crm/static: `npm run build`.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { compileAsync } from "sass";
import { build } from "esbuild";

const target = "crm/static";
const copies = [
  ["frontend/favicon.svg", "favicon.svg"],
  ["frontend/icon.svg", "icon.svg"],
  ["frontend/manifest.webmanifest", "manifest.webmanifest"],
  ["node_modules/@ministryofjustice/frontend/moj/assets/images/icon-tag-remove-cross.svg", "assets/images/icon-tag-remove-cross.svg"],
  ["node_modules/@ministryofjustice/frontend/moj/assets/images/icon-tag-remove-cross-white.svg", "assets/images/icon-tag-remove-cross-white.svg"],
];

async function styles(source, name) {
  const { css } = await compileAsync(source, {
    loadPaths: [".", "node_modules"],
    quietDeps: true,
    style: "compressed",
    sourceMap: false,
  });
  await writeFile(`${target}/${name}`, css);
}

async function scripts(source, name) {
  await build({
    entryPoints: [source],
    outfile: `${target}/${name}`,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    loader: { ".png": "dataurl", ".svg": "dataurl" },
    logLevel: "warning",
  });
}

await mkdir(`${target}/assets/images`, { recursive: true });
await Promise.all(copies.map(([from, to]) => copyFile(from, `${target}/${to}`)));
await styles("frontend/app.scss", "app.css");
await scripts("frontend/app.js", "app.js");
await scripts("frontend/passkeys.js", "passkeys.js");
await scripts("frontend/search.js", "search.js");
await scripts("frontend/offline/page.js", "offline.js");
await scripts("frontend/offline/worker.js", "worker.js");
// The map imports its own styles, so that map.css comes out beside map.js.
if (existsSync("frontend/map.js")) await scripts("frontend/map.js", "map.js");
