import { TEXTS } from "./forgeries/texts.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("texts that steer a terminal harm nobody who opens the board", async () => {
  await tryForgeries(TEXTS);
});
