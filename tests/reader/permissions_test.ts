import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { OpenBoards } from "../board/open_boards.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const READER = new URL("../../reader/mod.ts", import.meta.url).href;

Deno.test("the reader needs no more than --allow-read and --allow-ffi", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet" });
  board.log({ "train/loss": 0.5 });
  await board.finish();
  const script = boards.dir.join("read.ts");
  Deno.writeTextFileSync(
    script,
    `import { listBoards, openBoards } from "${READER}";
    const [baseDir] = Deno.args;
    const [board] = await listBoards(baseDir);
    await using boards = await openBoards(baseDir);
    const { rows } = await boards.sql('SELECT "train/loss" FROM metrics');
    console.log(JSON.stringify([board.counts, board.problems, rows]));`,
  );
  const flags = ["--quiet", "--no-check", "--no-prompt", `--config=${CONFIG}`];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "--allow-read", "--allow-ffi", script, boards.dir.path],
  }).output();
  const printed = new TextDecoder().decode(stdout);
  const counts = { steps: 1, metrics: 1, media: 0, tables: 0, histograms: 0 };
  assertEquals(printed && JSON.parse(printed), [counts, [], [[0.5]]], decode(stderr));
});

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder().decode(bytes);
}
