import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers } from "./support/board_check.ts";
import { fixture, Script } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, faultTest } from "./support/suite.ts";

for (const backend of BACKENDS) {
  faultTest(27, `out of memory in the script (${backend})`, async ({ dir, say }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const plan = { baseDir: dir, boardId: "board", backend, ackPath: join(dir, "acks") };
    await using script = new Script(fixture("out_of_memory.ts"), {
      args: [JSON.stringify(plan)],
      v8Flags: ["--max-old-space-size=64"],
    });
    const end = await script.end();
    assert(!end.hung && end.code !== 0, "it dies of it");
    const safe = Number(end.stdout.match(/safe (\d+)/)?.[1]);
    const { currentStep } = await server.get<{ currentStep: number }>({
      do: "create",
      options: { baseDir: dir, boardId: "board", backend },
    });
    await server.get({ do: "finish" });
    assert(currentStep >= safe, `step ${safe} was logged 100 ms before, found ${currentStep}`);
    const boardDir = join(dir, "board");
    await assertRows(reader, boardDir, currentStep + 1);
    assertEquals(leftovers(boardDir), []);
    say(`it ended with ${end.signal ?? end.code}; ${currentStep + 1} steps are there`);
  });
}
