/** Files of `viewer/` that are part of the page, from the folder of this module. */
const SHARED = ["../protocol/series_frame.ts", "../protocol/token_header.ts"];
/** Files of this folder that make the bundle or are made. */
const NOT_BUNDLED = new Set(["bundle.ts", "bundle_sources.ts"]);

/**
 * The page's styles in one text: `theme.css`, `app.css`, then those of the
 * other folders, by name.
 *
 * @param folder `viewer/page/`.
 */
export async function readStyles(folder: URL): Promise<string> {
  const names = (await listFiles(folder)).filter((name) => name.endsWith(".css"));
  const first = ["theme.css", "app.css"];
  const ordered = [...first, ...names.filter((name) => !first.includes(name))];
  const texts = await Promise.all(
    ordered.map((name) => Deno.readTextFile(new URL(name, folder))),
  );
  return texts.join("\n").replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/\s*\n\s*/g, "\n");
}

/**
 * The SHA-256 of all that the bundle is made from, in hex: it changes where
 * the bundle is stale.
 *
 * @param folder `viewer/page/`.
 */
export async function hashSources(folder: URL): Promise<string> {
  const names = (await listFiles(folder)).filter((name) => !NOT_BUNDLED.has(name));
  const parts: string[] = [];
  for (const name of [...names, ...SHARED]) {
    parts.push(name, await Deno.readTextFile(new URL(name, folder)));
  }
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", folder)));
  for (const name of ["preact", "@preact/signals", "uplot"]) parts.push(imports[name]);
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Paths of all sources below a folder, sorted. */
async function listFiles(folder: URL, prefix = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(prefix, folder))) {
    if (isDirectory) names.push(...await listFiles(folder, `${prefix}${name}/`));
    else if (/\.(tsx?|css)$/.test(name)) names.push(prefix + name);
  }
  return names.sort();
}
