import { VALUES } from "./forgeries/values.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("rows of media, tables and histograms that say what none can harm nobody", async () => {
  await tryForgeries(VALUES);
});
