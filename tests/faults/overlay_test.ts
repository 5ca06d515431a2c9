// cspell:ignore lowerdir upperdir workdir
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { isThere } from "../../system/exists.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { kobo } from "../cli/support/kobo.ts";
import { leftovers, statusOf } from "./support/board_check.ts";
import { run, unmount } from "./support/mounts.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS } from "./support/suite.ts";

const FINISHED_ROWS = 50;

/** A folder seen through a layer that takes what is written. */
class Overlay implements Disposable {
  readonly path: string;

  constructor(dir: string, lower: string) {
    this.path = join(dir, "merged");
    const [upper, work] = [join(dir, "upper"), join(dir, "work")];
    for (const made of [this.path, upper, work]) Deno.mkdirSync(made);
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    run("mount", "-t", "overlay", "overlay", "-o", layers, this.path);
  }

  [Symbol.dispose](): void {
    unmount(this.path);
  }
}

for (const backend of BACKENDS) {
  Deno.test({
    name: `boards of a container's image, below the layer that it writes (${backend})`,
    ignore: !canMountOverlay(),
    async fn() {
      using dir = new TempDir();
      const image = dir.join("image");
      await makeFinished(image, "finished", backend);
      await makeKilled(image, backend);
      await makeKilled(dir.join("second"), backend);
      Deno.renameSync(dir.join("second", "board"), join(image, "repaired"));
      const killedRows = await rowCount(join(image, "board"));

      using overlay = new Overlay(dir.path, image);
      const at = (id: string) => join(overlay.path, id);
      const runKobo = async (...args: string[]) => {
        const { code, stdout, stderr } = await kobo([...args, "--dir", overlay.path]);
        assertEquals([code, stderr], [0, ""], `${args}: ${stdout}`);
      };

      const resumed = new Board({ name: "killed", boardId: "board", baseDir: overlay.path });
      resumed.log({ check: -1 });
      await resumed.finish();
      assertEquals([statusOf(at("board")), leftovers(at("board"))], ["finished", []]);
      assertEquals(await rowCount(at("board")), killedRows + 1);

      await runKobo("repair", "repaired");
      assertEquals(leftovers(at("repaired")), []);

      await runKobo("rewind", "finished", "--to-step", "20");
      assertEquals(await rowCount(at("finished")), 21);
      await runKobo("rewind", "finished", "--undo");
      assertEquals(await rowCount(at("finished")), FINISHED_ROWS);
    },
  });
}

async function makeFinished(baseDir: string, boardId: string, backend: "duckdb" | "parquet") {
  const board = new Board({ name: "finished", boardId, baseDir, backend, captureOutput: false });
  for (let step = 0; step < FINISHED_ROWS; step++) board.log({ check: step });
  await board.finish();
}

async function makeKilled(baseDir: string, backend: string): Promise<void> {
  await using script = new Script(fixture("early_board.ts"), {
    args: ["script", backend, baseDir],
  });
  await script.waitFor("start");
  while (!isThere(join(baseDir, "board", "data", "journal"))) await pause(10);
  await pause(300);
  script.kill("SIGKILL");
  await script.end();
}

async function rowCount(boardDir: string): Promise<number> {
  await using reader = await openBoard(boardDir);
  return Number((await reader.sql("SELECT count(*) AS n FROM metrics")).rows[0]?.[0]);
}

function canMountOverlay(): boolean {
  using dir = new TempDir();
  try {
    Deno.mkdirSync(dir.join("lower"));
    using _overlay = new Overlay(dir.path, dir.join("lower"));
    return true;
  } catch {
    return false; // For want of the right, or in a container, whose own files are in an overlay.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
