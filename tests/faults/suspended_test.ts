import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { RowReader } from "../support/row_reader.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { Random } from "../support/random.ts";

const FIXTURE = fromFileUrl(new URL("./fixtures/suspended.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const ROWS = 100_000;
/** Longer than the board's `finishTimeoutMs`. */
const STOP_MS = 5000;
const ROUNDS = Number(Deno.env.get("KOBO_FAULTS_COUNT") ?? 2);

for (const way of ["async", "sync"] as const) {
  Deno.test({
    name: `a process that is stopped while it finishes loses nothing, ${way}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const seed = Number(Deno.env.get("KOBO_FAULTS_SEED") ?? Date.now() % 1e6);
      console.log(`KOBO_FAULTS_SEED=${seed}`);
      const random = new Random(seed);
      using dir = new TempDir();
      await using reader = new RowReader();
      for (let round = 0; round < ROUNDS; round++) {
        const boardId = `board_${round}`;
        const child = new Deno.Command(Deno.execPath(), {
          args: [
            ...["run", "-A", "-q", "--no-check", `--config=${CONFIG}`, FIXTURE],
            ...[dir.path, boardId, way, String(ROWS)],
          ],
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const errors = new Response(child.stderr).text();
        let said = "";
        for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
          const wasFinishing = said.includes("finishing");
          said += text;
          if (wasFinishing || !said.includes("finishing")) continue;
          await new Promise((resolve) => setTimeout(resolve, random.integer(0, 150)));
          child.kill("SIGSTOP");
          await new Promise((resolve) => setTimeout(resolve, STOP_MS));
          child.kill("SIGCONT");
        }
        assertEquals([(await child.status).code, await errors], [0, ""]);
        assertEquals(said, "logging\nfinishing\ndone\n");
        const board = dir.join(boardId);
        const metadata = JSON.parse(Deno.readTextFileSync(`${board}/metadata.json`));
        assertEquals(metadata.status, "finished");
        const { cells: [counts] } = await reader.query(
          "",
          `SELECT count(*) FROM '${board}/data/metrics.parquet'`,
        );
        assertEquals(Number(counts?.[0]), ROWS);
      }
    },
  });
}
