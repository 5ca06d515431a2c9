import { AIMED, LATER } from "./forgeries/later.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("event tables, logged files, labels, forks and boards of a sync harm nobody who opens the board", async () => {
  await tryForgeries(LATER, AIMED);
});
