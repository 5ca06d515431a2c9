import { assert, assertEquals, assertRejects } from "@std/assert";
import { MAX_PROMPT_BYTES } from "../../format/board_checksums.ts";
import { exists } from "../../system/exists.ts";
import { basePath, isBasePending } from "../../writer/journal/journal_base.ts";
import { TestedWriter } from "./tested_writer.ts";

Deno.test("Writer keeps large files of an earlier run while it loads the backend, which it opens then", async () => {
  let loads = 0;
  await using tested = new TestedWriter({
    filesAreFinal: false,
    async loadBackend() {
      assert(isBasePending(journalDir));
      await 0;
      if (loads++ === 0) throw new Error("There is no network");
    },
  });
  const journalDir = tested.dir.join("data", "journal");
  Deno.mkdirSync(tested.dir.join("data"));
  Deno.writeFileSync(tested.dir.join("data", "large"), new Uint8Array(MAX_PROMPT_BYTES + 1));
  tested.disk.before = (call) => {
    if (call === "open") assert(!isBasePending(journalDir));
  };
  tested.add(2);
  assert(isBasePending(journalDir));
  await assertRejects(() => tested.writer.flush(), Error, "There is no network");
  assertEquals([tested.disk.calls, loads], [[], 1]);
  assert(exists(basePath(journalDir, "large")));
  await tested.writer.flush();
  assertEquals([tested.disk.steps(), tested.ackedRows], [[0, 1], 2]);
});
