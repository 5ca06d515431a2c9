import { promises } from "node:fs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { rewindBoard } from "../../../board/rewind/rewind_board.ts";
import { forkBoard } from "../../../writer/fork_board.ts";
import { openBoard, verifyBoard } from "../../../reader/mod.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { OpenBoards } from "../open_boards.ts";

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`forkFrom takes the media and files that its rows name, and no others (${backend})`, async () => {
    await using boards = new OpenBoards();
    const path = boards.dir.join("model.pt");
    const image = (value: number) => ({ data: new Uint8Array(4).fill(value), width: 2, height: 2 });
    const logAll = (board: ReturnType<OpenBoards["open"]>, value: number) => {
      board.logImages("image", image(value));
      Deno.writeTextFileSync(path, `content ${value}`);
      board.logFile("model", path, { keep: 2 });
    };
    const parent = boards.open({ backend, boardId: "parent" });
    for (const value of [1, 2, 3]) logAll(parent, value); // Steps 0 to 2.
    await parent.finish();
    // The content of step 2 has its name from there, and is that of step 1 then.
    await rewindBoard(parent.boardDir, { step: 0 }, () => {});
    const again = boards.open({ backend, boardId: "parent" });
    for (const value of [3, 4, 5]) logAll(again, value); // Steps 1 to 3.
    await again.finish();

    const fork = boards.open({
      backend: undefined,
      boardId: "fork",
      forkFrom: { boardId: "parent", step: 2 },
    });
    const names = (folder: string) =>
      [...Deno.readDirSync(`${fork.boardDir}/${folder}`)].map(({ name }) => name);
    assertEquals(names("media").length, 3, "those of the values 1, 3 and 4");
    const models = () => names("files").filter((name) => name.startsWith("model")).length;
    assertEquals(models(), 2, "those of the values 3, which kept rows need in the parent, and 4");
    logAll(fork, 6);
    logAll(fork, 7); // `keep` counts the parent's contents, too.
    await fork.finish();
    assertEquals(models(), 3, "4 was let go, as it counted in the parent; 3 had been let go there");
    assertEquals((await verifyBoard(fork.boardDir)).damage, []);
    await using reader = await openBoard(fork.boardDir);
    for (const { path } of await reader.media()) assert(Deno.statSync(path!).isFile);
  });
}

Deno.test("A fork that was cut off is begun anew, or replaced by a new board", async () => {
  await using boards = new OpenBoards();
  const parent = boards.open({ boardId: "parent" });
  for (let i = 0; i < 5; i++) parent.log({ loss: i });
  await parent.finish();
  const forkFrom = { boardId: "parent", step: 2 };
  for (const [index, data] of ["data.tmp", "data"].entries()) {
    for (const isForked of [true, false]) {
      const boardId = `fork_${index}_${isForked}`;
      const boardDir = boards.dir.join(boardId);
      Deno.mkdirSync(`${boardDir}/media`, { recursive: true });
      Deno.writeTextFileSync(`${boardDir}/forking`, "");
      Deno.writeTextFileSync(`${boardDir}/.lock`, "");
      copyFolder(`${parent.boardDir}/data`, `${boardDir}/${data}`);
      const fork = boards.open({ boardId, ...isForked ? { forkFrom } : {} });
      assertEquals(fork.currentStep, isForked ? 2 : -1);
      fork.log({ loss: 9 });
      await fork.finish();
      assertEquals((await verifyBoard(boardDir)).damage, []);
      assertEquals([...Deno.readDirSync(boardDir)].some(({ name }) => name === "forking"), false);
    }
  }
  // A board that has all that one has is none that was cut off.
  Deno.writeTextFileSync(`${parent.boardDir}/forking`, "");
  const resumed = boards.open({ boardId: "parent" });
  assertEquals(resumed.currentStep, 4);
  await resumed.finish();
});

Deno.test("A fork whose copy of a file was cut off has the whole file when it goes on", async () => {
  await using boards = new OpenBoards();
  const parent = boards.open({ boardId: "parent" });
  parent.logImages("image", { data: new Uint8Array(4).fill(1), width: 2, height: 2 });
  await parent.finish();
  const boardDir = boards.dir.join("fork");
  Deno.mkdirSync(boardDir);
  const fork = { boardDir: parent.boardDir, step: 0 };
  const { link, copyFile } = promises;
  try {
    promises.link = () => Promise.reject(new Error("no links here"));
    promises.copyFile = async (from, to) => {
      if (!String(from).includes("/media/")) return await copyFile(from, to);
      await Deno.writeFile(String(to), (await Deno.readFile(String(from))).subarray(0, 10));
      throw new Error("killed");
    };
    await assertRejects(() => forkBoard(fork, boardDir, "parquet"), Error, "killed");
    promises.copyFile = copyFile;
    await forkBoard(fork, boardDir, "parquet");
  } finally {
    Object.assign(promises, { link, copyFile });
  }
  const [{ name } = { name: "" }] = Deno.readDirSync(`${parent.boardDir}/media`);
  const read = (dir: string) => Deno.readFileSync(`${dir}/media/${name}`);
  assertEquals(read(boardDir), read(parent.boardDir));
  assertEquals([...Deno.readDirSync(boardDir)].map(({ name }) => name).sort(), ["data", "media"]);
});
