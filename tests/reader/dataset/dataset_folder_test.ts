import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { exportDataset } from "../../../reader/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { filesIn, losses, makeBoard } from "./dataset_support.ts";

Deno.test("exportDataset() lets others in at once, while another thread starts processes", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, losses(10), { boardId: "one" });
  // A process that is being started has our files for a moment.
  const source = `for (;;) await new Deno.Command(Deno.execPath(), {
    args: ["--version"], stdout: "null" }).output();`;
  const workers = [1, 2, 3, 4].map(() =>
    new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" })
  );
  try {
    for (let time = 0; time < 60; time++) await exportDataset(baseDir, dir.join("dataset"));
  } finally {
    for (const worker of workers) worker.terminate();
  }
});

Deno.test("exportDataset() refuses a target that is no data set, and leaves it alone", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, [{ loss: 1 }]);
  const refused = async (target: string, message: RegExp) => {
    const error = await assertRejects(() => exportDataset(baseDir, target), Error);
    assert(message.test(error.message), error.message);
  };
  Deno.writeTextFileSync(dir.join("file"), "mine");
  Deno.mkdirSync(dir.join("folder"));
  Deno.writeTextFileSync(dir.join("folder", "mine.txt"), "mine");
  const before = filesIn(dir.path);
  await refused(dir.join("file"), /^Cannot export to .*file: expected a data set .* a file$/);
  await refused(dir.join("folder"), /received a folder with other things in it, such as mine.txt$/);
  await refused(baseDir, /expected a folder outside/);
  await refused(join(baseDir, "dataset"), /expected a folder outside/);
  assertEquals(filesIn(dir.path), before);
  await assertRejects(() => exportDataset(dir.join("none"), dir.join("dataset")), Error);
  assertEquals(filesIn(dir.path), before);
  for (const rowsPerPart of [0, 0.5, NaN]) {
    await assertRejects(
      () => exportDataset(baseDir, dir.join("dataset"), { rowsPerPart }),
      RangeError,
    );
  }
});

Deno.test("exportDataset() refuses a data set that another export writes", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  await makeBoard(baseDir, [{ loss: 1 }]);
  const target = dir.join("dataset");
  const results = await Promise.allSettled([
    exportDataset(baseDir, target),
    exportDataset(baseDir, target),
  ]);
  const [refused] = results.filter((result) => result.status === "rejected");
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assert(/another export writes it/.test(String(refused!.reason)), String(refused!.reason));
});
