import { readDir } from "../../../system/entries_in.ts";
import { readText } from "../../../system/read_text.ts";

/** An import of values from another file; one of types alone leaves nothing in the bundle. */
const IMPORTED = /^(?:import|export)\s(?!type\s)(?:[^"';]*\sfrom\s)?"(\.[^"]+)"/gm;
/** What is not part of the bundle: the bundle itself, and the scripts that make it. */
const NOT_BUNDLED = /^(bundle\.ts$|bundling\/)/;
/** The npm packages that the bundle contains. */
const PACKAGES = ["preact", "@preact/signals", "uplot"];

/**
 * The page's styles as one text: those of `styles/`, of `ui/`, and then all
 * others, so that a panel can override what all panels share.
 *
 * @param folder `viewer/page/`.
 */
export function readStyles(folder: URL): string {
  const order = [/^styles\/theme/, /^styles\/elements/, /^styles\//, /^ui\//, /./];
  const rank = (name: string) => order.findIndex((pattern) => pattern.test(name));
  return listFiles(folder)
    .filter((name) => name.endsWith(".css"))
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => readText(new URL(name, folder)))
    .join("\n")
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/\s*\n\s*/g, "\n");
}

/**
 * The SHA-256 of everything that the bundle is made from, in hex: if it is not
 * the bundle's own, the bundle is stale.
 *
 * @param folder `viewer/page/`.
 */
export async function hashSources(folder: URL): Promise<string> {
  const sources = readSources(folder);
  const { imports } = JSON.parse(readText(new URL("../../deno.json", folder)));
  const packages = PACKAGES.map((name) => imports[name]);
  const bytes = new TextEncoder().encode(JSON.stringify([sources, packages]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** The path and text of each file of the page, and of those elsewhere that it imports. */
function readSources(folder: URL): [path: string, text: string][] {
  const root = new URL("../../", folder).href;
  const texts = new Map<string, string>();
  const add = (file: URL) => {
    const path = file.href.slice(root.length);
    if (texts.has(path)) return;
    const text = readText(file);
    texts.set(path, text);
    for (const [, imported = ""] of text.matchAll(IMPORTED)) add(new URL(imported, file));
  };
  for (const name of listFiles(folder)) {
    if (!NOT_BUNDLED.test(name)) add(new URL(name, folder));
  }
  return [...texts];
}

/** The paths of all source files below a folder, sorted. */
function listFiles(folder: URL, prefix = ""): string[] {
  return readDir(new URL(prefix, folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return listFiles(folder, `${prefix}${name}/`);
    return /\.(tsx?|css|html)$/.test(name) ? [prefix + name] : [];
  }).sort();
}
