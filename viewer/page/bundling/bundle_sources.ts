import { readDir } from "../../../system/entries_in.ts";
import { readText } from "../../../system/read_text.ts";

/** What the page imports from outside its folder, relative to that folder. */
const SHARED = [
  "../protocol/series_frame.ts",
  "../protocol/max_series.ts",
  "../protocol/cut_text.ts",
  "../protocol/log_part.ts",
  "../protocol/media_types.ts",
  "../protocol/shared_site.ts",
  "../protocol/thin_out.ts",
  "../protocol/token_header.ts",
  "../../format/format_duration.ts",
  "../../format/run_event.ts",
  "../../format/stall.ts",
  "../../reader/metrics/thin_points.ts",
];
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
  const names = listFiles(folder).filter((name) => !NOT_BUNDLED.test(name));
  const sources = [...names, ...SHARED].map((name) => [name, readText(new URL(name, folder))]);
  const { imports } = JSON.parse(readText(new URL("../../deno.json", folder)));
  const packages = PACKAGES.map((name) => imports[name]);
  const bytes = new TextEncoder().encode(JSON.stringify([sources, packages]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** The paths of all source files below a folder, sorted. */
function listFiles(folder: URL, prefix = ""): string[] {
  return readDir(new URL(prefix, folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return listFiles(folder, `${prefix}${name}/`);
    return /\.(tsx?|css|html)$/.test(name) ? [prefix + name] : [];
  }).sort();
}
