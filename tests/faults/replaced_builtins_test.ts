import { assert, assertEquals } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, faultTest } from "./support/suite.ts";

for (const backend of BACKENDS) {
  faultTest(30, `a script that replaces timers, clocks or traces (${backend})`, async ({ dir }) => {
    const begun = Date.now();
    const args = [backend, dir];
    await using script = new Script(fixture("replaced_builtins.ts"), { args });
    const { code, hung, stdout, stderr } = await script.end();
    assertEquals([code, hung, stderr], [0, false, ""]);
    const ids = stdout.trim().split("\n");
    assertEquals(ids.length, 6);
    for (const id of ids) {
      await using board = await openBoard(`${dir}/${id}`);
      assertEquals(board.metadata.status, "finished", id);
      const { x, y } = await board.scalars("value", { x: "timestamp" });
      assertEquals(y, Float64Array.from({ length: 10 }, (_, i) => i), id);
      assert(x.every((time) => time >= begun && time <= Date.now()), `${id}: ${x.join()}`);
      assertEquals((await board.tables({ name: "cells" })).length, 1, id);
      assert(Date.parse(board.metadata.created_at) >= begun, id);
      assert(Date.parse(board.metadata.finished_at ?? "") >= begun, id);
    }
  });
}
