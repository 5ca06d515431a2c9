import { assert, assertEquals } from "@std/assert";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { DueBoards } from "../../../../viewer/server/boards/due_boards.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";

/** More than are looked at in a few goes. */
const BOARDS = 600;
/** Goes in which each board's folder has its turn, and fewer than it takes for each board's files. */
const GOES = 3;

const idOf = (index: number) => `run_${String(index).padStart(4, "0")}`;

/** One go: what has gone, and what is looked at. */
function go(due: DueBoards): { gone: string[]; looked: string[] } {
  return { gone: due.gone(), looked: [...due.next()] };
}

/** What is looked at in as many goes as let each folder have its turn. */
function goes(due: DueBoards): string[] {
  return Array.from({ length: GOES }, () => go(due).looked).flat();
}

Deno.test("DueBoards looks at all boards once, and then only at those that came, changed or have their turn", async () => {
  using dir = new TempDir();
  for (let index = 0; index < BOARDS; index++) {
    Deno.mkdirSync(dir.join(idOf(index), "data"), { recursive: true });
    Deno.writeTextFileSync(dir.join(idOf(index), "data", "board.duckdb"), "x");
  }
  const due = new DueBoards(new BoardFolders(dir.path));
  try {
    const first: string[] = [];
    do first.push(...go(due).looked); while (due.isBehind);
    assertEquals(new Set(first).size, BOARDS);
    assertEquals(first[0], idOf(BOARDS - 1));
    const idle = goes(due);
    assert(idle.length <= 10 * GOES, `${idle.length} were looked at`);
    // What writes metadata.json, as a run that resumes or ends, changes the folder.
    const late = idOf(BOARDS - 50);
    Deno.writeTextFileSync(dir.join(late, "metadata.json"), "{}");
    Deno.mkdirSync(dir.join("new"));
    Deno.removeSync(dir.join(idOf(1)), { recursive: true });
    const { gone, looked } = go(due);
    assertEquals([gone, looked.includes("new")], [[idOf(1)], true]);
    assert([...looked, ...goes(due)].includes(late));
    // A file that is written in its place changes no folder: the system says so, if a little later.
    const inPlace = idOf(BOARDS - 20);
    const found: string[] = [];
    for (let tries = 0; tries < 20 && !found.includes(inPlace); tries++) {
      // Again, as the watching may begin only now.
      Deno.writeTextFileSync(dir.join(inPlace, "data", "board.duckdb"), "y".repeat(tries));
      await new Promise((resolve) => setTimeout(resolve, 250)); // Long, for a busy machine.
      found.push(...go(due).looked);
    }
    // Where the system says nothing, its turn comes.
    while (!found.includes(inPlace) && found.length <= 2 * BOARDS) found.push(...go(due).looked);
    assert(found.includes(inPlace));
    if (Deno.build.os === "linux") assert(found.length < BOARDS / 2, "the system was not heard");
  } finally {
    due.close();
  }
});

Deno.test("DueBoards lists names again that came in the moment in which they were listed", () => {
  using dir = new TempDir();
  const due = new DueBoards(new BoardFolders(dir.path));
  const { mtime } = Deno.statSync(dir.path);
  assertEquals(go(due).looked, []);
  Deno.mkdirSync(dir.join("at_once"));
  Deno.utimeSync(dir.path, mtime!, mtime!); // As a clock of coarse steps would have it.
  assertEquals(go(due).looked, ["at_once"]);
  due.close();
});

Deno.test("DueBoards leaves the others to the next go where a board takes long to look at", () => {
  using dir = new TempDir();
  for (const name of ["a", "b", "c"]) Deno.mkdirSync(dir.join(name));
  const due = new DueBoards(new BoardFolders(dir.path));
  try {
    const seen = new Set<string>();
    for (let goes = 1; goes <= 3; goes++) {
      due.gone();
      for (const name of due.next()) {
        if (seen.has(name)) continue; // Its turn has come.
        seen.add(name);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600); // As large metadata do.
      }
      assertEquals([seen.size, due.isBehind], [goes, goes < 3]);
    }
  } finally {
    due.close();
  }
});
