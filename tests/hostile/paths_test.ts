import { PATHS } from "./forgeries/paths.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("names in a board's files that lead out of it, and code that it names harm nobody who opens the board", async () => {
  await tryForgeries(PATHS);
});
