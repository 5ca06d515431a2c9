import { realPath } from "../../../system/real_path.ts";

/** The value of `--allow-read` for a folder: paths between commas, and two commas for one. */
export function readable(dir: string): string {
  const paths = new Set([dir]);
  try {
    paths.add(realPath(dir));
  } catch {
    // It does not exist yet, so nothing is read in it.
  }
  return [...paths].map((path) => path.replaceAll(",", ",,")).join();
}
