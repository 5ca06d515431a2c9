import { LINKS } from "./forgeries/links.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("links and pipes in a board's folder harm nobody who opens the board", async () => {
  await tryForgeries(LINKS);
});
