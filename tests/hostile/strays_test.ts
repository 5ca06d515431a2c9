import { STRAYS } from "./forgeries/strays.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("folders that are no boards are nobody's to delete", async () => {
  await tryForgeries(STRAYS);
});
