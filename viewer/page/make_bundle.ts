/**
 * Makes `bundle.ts`: the page as text, in one module that ships with the
 * package and is imported like any other, so that the viewer needs no network.
 *
 * ```sh
 * deno task bundle
 * ```
 *
 * @module
 */
import { hashSources, readStyles } from "./bundle_sources.ts";

const INDEX = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="kobo-token" content="">
<title>KohakuBoard</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css">
<link rel="preload" href="/api/info" as="fetch" crossorigin>
<link rel="preload" href="/api/boards" as="fetch" crossorigin>
<script type="module" src="/app.js"></script>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript, all of it from this server.</noscript>
</body>
</html>
`;

if (import.meta.main) {
  const folder = new URL("./", import.meta.url);
  const files = {
    "index.html": { type: "text/html; charset=utf-8", text: INDEX },
    "app.js": { type: "text/javascript; charset=utf-8", text: await bundleScript(folder) },
    "app.css": { type: "text/css; charset=utf-8", text: await readStyles(folder) },
  };
  await Deno.writeTextFile(
    new URL("bundle.ts", folder),
    "// deno-fmt-ignore-file\n// deno-lint-ignore-file\n" +
      "/** The page, made by \`deno task bundle\`: not to be edited. @module */\n\n" +
      `/** What the page was made from, see \`bundle_sources.ts\`. */\n` +
      `export const sourceHash: string = ${JSON.stringify(await hashSources(folder))};\n\n` +
      "/** The page's files by name, with their media type. */\n" +
      `export const files: Record<string, { type: string; text: string }> = ${
        JSON.stringify(files, null, 1)
      };\n`,
  );
  for (const [name, { text }] of Object.entries(files)) {
    console.log(`${name}: ${(text.length / 1000).toFixed(1)} kB`);
  }
}

async function bundleScript(folder: URL): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", "browser", "--minify", "main.tsx"],
    cwd: folder,
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (code !== 0) throw new Error(`Cannot bundle the page: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
