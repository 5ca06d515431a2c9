import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { openBoard } from "../../reader/mod.ts";
import type { PowerAck } from "./fixtures/power_run.ts";
import { canMakeLoopDisks, LoopDisk } from "./support/loop_disk.ts";
import { fixture, Script } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, count, faultTest, LONG } from "./support/suite.ts";

const SCRIPTS = 2;

if (!LONG || canMakeLoopDisks()) {
  for (const fileSystem of ["ext4", "xfs"] as const) {
    faultTest(3, `the power fails while boards are written (${fileSystem})`, async ({
      dir,
      random,
      say,
    }) => {
      using disk = new LoopDisk(dir, fileSystem);
      const scripts = BACKENDS.flatMap((backend) =>
        Array.from({ length: SCRIPTS }, (_, index) => {
          const ackPath = join(dir, `${backend}_${index}.acks`);
          const args = [disk.path, ackPath, backend, `${index}`];
          return { ackPath, script: new Script(fixture("power_run.ts"), { args }) };
        })
      );
      const acked = () => lastAcks(scripts.map(({ ackPath }) => ackPath));
      const found = { boards: 0, remade: 0, resumed: 0 };
      try {
        for (let cut = 0; cut < count(1, 100); cut++) {
          await new Promise((resolve) => setTimeout(resolve, random.int(50, 1500)));
          const before = acked();
          using image = disk.cut();
          const after = acked();
          const boards = [...before.values()].filter((ack) =>
            ack.step >= 0 && after.get(ack.boardId)!.step >= 0
          );
          for (const ack of boards) {
            found.boards++;
            const { generation } = after.get(ack.boardId)!;
            if (await assertSafe(image.path, ack, generation)) found.remade++;
          }
          if (boards.length === 0) continue;
          await resume(image.path, random.pick(boards));
          found.resumed++;
        }
      } finally {
        for (const { script } of scripts) await script[Symbol.asyncDispose]();
      }
      say(JSON.stringify(found));
    }, { long: true });
  }
}

/** What each board had last, by its id. */
function lastAcks(paths: readonly string[]): Map<string, PowerAck> {
  const last = new Map<string, PowerAck>();
  for (const path of paths) {
    let text = "";
    try {
      text = Deno.readTextFileSync(path);
    } catch {
      // Nothing yet.
    }
    for (const line of text.split("\n").slice(0, -1)) {
      const ack: PowerAck = JSON.parse(line);
      last.set(ack.boardId, ack);
    }
  }
  return last;
}

/**
 * @param latest The last run that was acknowledged once the power had failed.
 * @returns Whether the metadata had to be made again.
 */
async function assertSafe(
  baseDir: string,
  { boardId, step, generation }: PowerAck,
  latest: number,
) {
  const boardDir = join(baseDir, boardId);
  await using reader = await openBoard(boardDir);
  const { x, y } = await reader.scalars("check");
  const title = `${boardId}, flushed to step ${step} in run ${generation}`;
  assert(x.length > step, `${title}: ${x.length} rows`);
  assertEquals([...y], Array.from(x, Number), title);
  assertEquals([x[0], x.at(-1)], [0, x.length - 1], title);
  const { name, config } = reader.metadata;
  assertEquals([name, config.boardId], [`run ${boardId}`, boardId], title);
  const found = Number(config.generation);
  // The next one may have begun. On a busy machine some may pass while the disk is cut.
  assert(found >= generation && found <= latest + 1, `${title}: ${config.generation}`);
  return reader.problems.some((problem) => problem.includes("metadata.json"));
}

async function resume(baseDir: string, { boardId, step }: PowerAck): Promise<void> {
  await using server = new Server("board_server.ts");
  const options = { baseDir, boardId };
  const { currentStep } = await server.get<{ currentStep: number }>({ do: "create", options });
  assert(currentStep >= step, `${boardId} is resumed at ${currentStep}, flushed to ${step}`);
  await server.get({ do: "finish" });
}
