import { CONFIGS, CONFIGS_AIMED } from "./forgeries/configs.ts";
import { AIMED, LATER } from "./forgeries/later.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("event tables, logged files, labels, forks, boards of a sync and configs harm nobody who opens the board", async () => {
  await tryForgeries({ ...LATER, ...CONFIGS }, { ...AIMED, ...CONFIGS_AIMED });
});
