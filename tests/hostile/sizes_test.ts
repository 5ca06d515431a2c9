import { COLUMNS } from "./forgeries/columns.ts";
import { SIZES } from "./forgeries/sizes.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("what is small on disk and large in memory harms nobody who opens the board", async () => {
  await tryForgeries(SIZES);
});

Deno.test("columns of more kinds, or more of them, than boards have harm nobody who opens the board", async () => {
  await tryForgeries(COLUMNS);
});
