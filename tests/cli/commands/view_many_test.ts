import { assert, assertEquals } from "@std/assert";
import { Board } from "../../../mod.ts";
import { PipedText } from "../../../testing/piped_text.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { spawnKobo } from "../support/kobo.ts";

/** How many boards there are: so many that to read them all takes longer than the test. */
const BOARDS = 500;

/** Boards of one run under many names. */
async function makeMany(baseDir: string): Promise<void> {
  const board = new Board({
    name: "many",
    baseDir,
    boardId: "run_0",
    backend: "parquet",
    captureOutput: false,
  });
  board.log({ loss: 1 });
  await board.finish();
  for (let run = 1; run < BOARDS; run++) copyFolder(`${baseDir}/run_0`, `${baseDir}/run_${run}`);
}

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

Deno.test("kobo view reads the run that is asked for first, and drops the others at Ctrl+C", async () => {
  using dir = new TempDir();
  await makeMany(dir.path);
  const child = spawnKobo(["view", dir.path, "--port", "0", "--no-open"]);
  const stderr = new PipedText(child.stderr);
  try {
    const url = await stderr.url();
    // Those of many boards that are found later follow in later lists.
    const pending = async (): Promise<string[]> => {
      const { boards } = await (await fetch(new URL("/api/boards", url))).json();
      if (boards.length < BOARDS) return await pending();
      return boards.filter((board: { pending: boolean }) => board.pending).map(
        ({ boardId }: { boardId: string }) => boardId,
      );
    };
    await pending();
    // Whichever end they are read from.
    const middle = [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort()[BOARDS / 2]!;
    const board = await (await fetch(new URL(`/api/boards/${middle}`, url))).json();
    assertEquals(board.metrics.map(({ name }: { name: string }) => name), ["loss"]);
    const waiting = await pending();
    assert(!waiting.includes(middle));
    assert(waiting.length > 0.6 * BOARDS, `${waiting.length} of ${BOARDS} wait`);
    // Its files say how far it came: what waited was dropped.
    child.kill("SIGINT");
    assertEquals((await child.status).code, 0);
    const summaries = JSON.parse(Deno.readTextFileSync(dir.join(".kobo", "summaries.json")));
    const known = Object.keys(summaries.boards);
    assert(known.includes(middle) && known.length < BOARDS, `${known.length} were read`);
  } finally {
    try {
      child.kill("SIGKILL");
    } catch { /* It has ended. */ }
    await child.status;
    await stderr.close();
    await child.stdin.close();
    await child.stdout.cancel();
  }
});
