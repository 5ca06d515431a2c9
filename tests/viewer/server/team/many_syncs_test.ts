/**
 * Many people send many boards at once: nothing is lost, and the server takes little memory.
 * `KOBO_FAULTS=long` sends 100 boards of 20 people by 50 syncs at once.
 */
import { assert, assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { PipedText } from "../../../../testing/piped_text.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { BoardOwners } from "../../../../viewer/server/team/board_owners.ts";
import { TokenFile } from "../../../../viewer/server/team/token_file.ts";
import { spawnKobo } from "../../../cli/support/kobo.ts";
import { fixtureArgs } from "../support/viewer_boards.ts";

const isLong = Deno.env.get("KOBO_FAULTS") === "long";
const PEOPLE = isLong ? 20 : 3;
const SYNCS = isLong ? 50 : 4;
const BOARDS = isLong ? 100 : 8;
const PROCESSES = isLong ? 5 : 1;
const ROWS = 30;

Deno.test("many syncs at once lose nothing, and each board is its sender's", async () => {
  using dir = new TempDir();
  const served = dir.join("served");
  Deno.mkdirSync(served);
  const tokens = new TokenFile(new OwnFolder(served));
  const people = Array.from({ length: PEOPLE }, (_, i) => {
    const name = `writer_${i}`;
    return { name, token: tokens.create({ name, role: "writer" }, null) };
  });
  const admin = tokens.create({ name: "ada", role: "admin" }, null);
  for (let i = 0; i < BOARDS; i++) {
    const baseDir = dir.join(`home_${i % SYNCS}`);
    const backend = i % 2 === 0 ? "duckdb" : "parquet";
    const board = new Board({
      name: `run ${i}`,
      boardId: `run_${i}`,
      baseDir,
      backend,
      captureOutput: false,
    });
    for (let row = 0; row < ROWS; row++) board.log({ loss: i + row });
    board.logImages("noise", { data: new Uint8Array(16).fill(i), width: 4, height: 4 });
    await board.finish();
  }
  const server = spawnKobo(["serve", served, "--port", "0", "--rate", "1000000"]);
  const stderr = new PipedText(server.stderr);
  try {
    const url = await stderr.url();
    const pairs = Array.from(
      { length: SYNCS },
      (_, i) => [dir.join(`home_${i}`), people[i % PEOPLE]!.token],
    );
    const begun = performance.now();
    const processes = Array.from({ length: PROCESSES }, (_, p) => {
      const own = pairs.filter((_, i) => i % PROCESSES === p).flat();
      return new Deno.Command(Deno.execPath(), {
        args: fixtureArgs("sync_many.ts", url, ...own),
        stdout: "piped",
        stderr: "inherit",
      }).output();
    });
    for (const { code, stdout } of await Promise.all(processes)) {
      assertEquals([code, new TextDecoder().decode(stdout).trim()], [0, "[]"]);
    }
    const seconds = (performance.now() - begun) / 1000;
    const owners = new BoardOwners(new OwnFolder(served));
    const headers = { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" };
    for (let i = 0; i < BOARDS; i++) {
      assertEquals(owners.of(`run_${i}`), `writer_${i % SYNCS % PEOPLE}`);
      const reply = await (await fetch(`${url}api/boards/run_${i}`, { headers })).json();
      assertEquals([reply.lastStep, reply.problem ?? null], [ROWS, null], `run_${i}`);
      const sql = await fetch(`${url}api/boards/run_${i}/media`, { headers });
      const [{ url: medium }] = (await sql.json()).rows;
      const file = await fetch(url + medium, { headers });
      assertEquals(file.status, 200);
      await file.body?.cancel();
    }
    const temporary = [...Deno.readDirSync(`${served}/.kobo_store`)].filter(({ name }) =>
      name.endsWith(".tmp")
    );
    assertEquals(temporary, []);
    if (Deno.build.os === "linux") {
      const status = Deno.readTextFileSync(`/proc/${server.pid}/status`);
      const peakMb = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024;
      if (isLong) {
        console.log(`${BOARDS} boards in ${seconds.toFixed(0)} s, at most ${peakMb.toFixed(0)} MB`);
      }
      assert(peakMb < 600, `${peakMb} MB`);
    }
  } finally {
    server.kill("SIGTERM");
    await server.status;
    await stderr.close();
    await server.stdin.close().catch(() => {});
    await server.stdout.cancel().catch(() => {});
  }
});
