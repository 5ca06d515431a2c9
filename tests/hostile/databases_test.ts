import { DATABASES } from "./forgeries/databases.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("databases of more than tables, and what lies beside them, harm nobody who opens the board", async () => {
  await tryForgeries(DATABASES);
});
