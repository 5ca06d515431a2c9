/** The viewer of the folder in the first argument, until stdin ends: for `viewer.ts`. */
import { serve } from "../viewer/server/mod.ts";

await using viewer = serve({ baseDir: Deno.args[0], port: 0, log: () => {} });
console.log(viewer.url);
for await (const _ of Deno.stdin.readable);
