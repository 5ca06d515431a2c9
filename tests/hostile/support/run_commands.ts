/**
 * A process that runs several commands of `kobo`, one after the other, as who may not do everything:
 * their arguments are in its own, as JSON. After what each prints, a line of both streams has its exit
 * code.
 *
 * @module
 */
import { run } from "../../../cli/run.ts";

for (const args of JSON.parse(Deno.args[0] ?? "[]") as string[][]) {
  const line = `\n@@ ${await run(args)}\n`;
  for (const stream of [Deno.stdout, Deno.stderr]) {
    stream.writeSync(new TextEncoder().encode(line));
  }
}
Deno.exit(0);
