/** A worker that looks at a shared site again and again: what is there at each moment is what a kill leaves. */
import { existsSync, readFileSync } from "node:fs";

/** What is shared: whether it is to end, how often it looked, and how often it found no whole site. */
export const [ENDED, LOOKS, MISSES] = [0, 1, 2];

/** The folder of data that the site names; `undefined` where there is no site. */
function named(site: string): string | undefined {
  try {
    return JSON.parse(readFileSync(`${site}/share.json`, "utf8")).id;
  } catch {
    return undefined;
  }
}

addEventListener("message", ({ data }: MessageEvent<{ site: string; shared: Int32Array }>) => {
  const { site, shared } = data;
  while (Atomics.load(shared, ENDED) === 0) {
    const id = named(site);
    const isThere = existsSync(`${site}/data/${id}/0/board.json`) &&
      existsSync(`${site}/index.html`);
    Atomics.add(shared, LOOKS, 1);
    // Another may have come in between, and the data of this one gone.
    if (id === undefined || (!isThere && named(site) === id)) Atomics.add(shared, MISSES, 1);
  }
});
globalThis.postMessage?.("ready"); // The test imports it, too, for the names above.
