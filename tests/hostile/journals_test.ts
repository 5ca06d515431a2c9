import { JOURNALS, SEGMENTS, SEGMENTS_AIMED } from "./forgeries/journals.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("journals with right checksums whose blocks are none harm nobody who opens the board", async () => {
  await tryForgeries(JOURNALS);
});

Deno.test("journals in thousands of files harm nobody who opens the board", async () => {
  await tryForgeries(SEGMENTS, SEGMENTS_AIMED);
});
