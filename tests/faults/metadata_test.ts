import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { listBoards, openBoard } from "../../reader/mod.ts";
import { copyMade } from "../../testing/copy_made.ts";
import { readBoardState } from "../../viewer/server/boards/board_state.ts";
import { assertRows, leftovers } from "./support/board_check.ts";
import { KoboProcess } from "../cli/support/kobo_process.ts";
import { copyFolder } from "./support/copy_folder.ts";
import { Script, type ScriptEnd } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { type BackendName, BACKENDS, faultTest } from "./support/suite.ts";

const KOBO = new URL("../../cli/main.ts", import.meta.url).pathname;
const ROWS = 20;
const CONFIG = { lr: 0.001, "名前": ["é", null] };

/** What a `metadata.json` may be instead of one. */
const DAMAGE: Record<string, (path: string) => void> = {
  empty: (path) => Deno.truncateSync(path),
  cut: (path) => Deno.truncateSync(path, 100),
  missing: (path) => Deno.removeSync(path),
  garbage: (path) => Deno.writeFileSync(path, new Uint8Array(4096).map((_, i) => i * 31)),
};

/** How a run may have left its board. */
type State = "finished" | "killed" | "killed after a resume";

async function makeBoard(dir: string, boardId: string, backend: BackendName, state: State) {
  const options = { baseDir: dir, boardId, backend, config: CONFIG };
  const half = ROWS / 2;
  for (const [index, end] of ends(state).entries()) {
    await using server = new Server("board_server.ts");
    await server.get({ do: "create", options });
    await server.get({ do: "log", count: ends(state).length === 1 ? ROWS : half });
    await server.get({ do: end, index });
  }
}

function ends(state: State): ("flush" | "finish")[] {
  if (state === "finished") return ["finish"];
  return state === "killed" ? ["flush"] : ["finish", "flush"];
}

/** Removes what boards of earlier versions do not have. */
function makeOlder(boardDir: string): void {
  const backup = join(boardDir, "metadata.backup.json");
  const segment = join(boardDir, "data", "journal", "000001.journal");
  for (const path of [backup, segment]) {
    let bytes: Uint8Array;
    try {
      bytes = Deno.readFileSync(path);
    } catch {
      continue;
    }
    if (path === backup) Deno.removeSync(path);
    else {Deno.writeFileSync(
        path,
        bytes.subarray(16 + new DataView(bytes.buffer).getUint32(4, true)),
      );}
  }
}

async function kobo(...args: string[]): Promise<ScriptEnd> {
  await using script = new Script(KOBO, { args });
  return await script.end();
}

for (const backend of BACKENDS) {
  for (const state of ["finished", "killed", "killed after a resume"] as const) {
    for (const isOlder of [false, true]) {
      const title = `metadata.json is damaged, ${isOlder ? "earlier version, " : ""}${state}`;
      faultTest(26, `${title} (${backend})`, async ({ dir }) => {
        await copyMade(
          `${backend}, ${state}`,
          dir,
          (made) => makeBoard(made, "whole", backend, state),
        );
        if (isOlder) makeOlder(join(dir, "whole"));
        const whole = JSON.parse(Deno.readTextFileSync(join(dir, "whole", "metadata.json")));
        const [name, config] = isOlder ? ["board", {}] : [whole.name, CONFIG];
        await using server = new Server("board_server.ts");
        await using reader = new Server("reader_server.ts");
        await using commands = new KoboProcess();
        const boardDir = join(dir, "board");
        for (const [kind, damage] of Object.entries(DAMAGE)) {
          const makeDamaged = () => {
            copyFolder(join(dir, "whole"), boardDir);
            damage(join(boardDir, "metadata.json"));
          };
          makeDamaged();
          await assertReadable(dir, { name, config, state });
          const { runtime: _, ...expected } = whole;
          // It is resumed, and its metadata are whole again, and durable.
          const options = { baseDir: dir, boardId: "board" };
          await server.get({ do: "create", options });
          await server.get({ do: "log", count: 3 });
          await server.get({ do: "finish" });
          await assertRows(reader, boardDir, ROWS + 3);
          const resumed = JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json")));
          assertEquals([resumed.config, resumed.backend], [config, backend], kind);
          if (!isOlder) assertEquals(resumed.created_at, expected.created_at, kind);
          assertEquals(keptNames(boardDir), kind === "cut" || kind === "garbage" ? 1 : 0, kind);
          Deno.removeSync(boardDir, { recursive: true });
          // Or it is repaired.
          if (kind !== "empty" && kind !== "garbage") continue;
          makeDamaged();
          const repair = await commands.run(["repair", "board", "--dir", dir]);
          assertEquals(repair.code, 0, repair.stderr);
          assert(repair.stderr.includes("metadata.json"), repair.stderr);
          await assertRows(reader, boardDir, ROWS);
          assertEquals(leftovers(boardDir), []);
          const repaired = JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json")));
          assertEquals(
            [repaired.name, repaired.config, repaired.status],
            [name, config, state === "finished" ? "finished" : "crashed"],
          );
          const again = await commands.run(["repair", "board", "--dir", dir]);
          assert(again.stdout.includes("needs no repair"), again.stdout);
          Deno.removeSync(boardDir, { recursive: true });
        }
      });
    }
  }

  faultTest(26, `kobo reads a board without its metadata.json (${backend})`, async ({ dir }) => {
    await makeBoard(dir, "board", backend, "killed after a resume");
    Deno.truncateSync(join(dir, "board", "metadata.json"));
    for (
      const [args, text] of [
        [["list"], "faults"],
        [["show", "board"], "faults"],
        [["sql", "board", "SELECT count(*) AS n FROM metrics"], `${ROWS}`],
        [["tail", "board", "--no-follow"], `${ROWS - 1}`],
      ] as const
    ) {
      const { code, stdout, stderr } = await kobo(...args, "--dir", dir);
      assertEquals(code, 0, stderr);
      assert(stdout.includes(text), stdout);
      assert(/metadata\.json: it is not JSON.*are taken from its journal/.test(stderr), stderr);
    }
    const pruned = await kobo("prune", "--name", "*", "--yes", "--dir", dir);
    assert(pruned.stderr.includes("No board to delete"), pruned.stderr);
  });

  faultTest(26, `what is made again names no module (${backend})`, async ({ dir }) => {
    await makeBoard(dir, "board", backend, "finished");
    const path = join(dir, "board", "metadata.backup.json");
    const marker = join(dir, "ran");
    const module = `data:text/javascript,Deno.writeTextFileSync(${JSON.stringify(marker)},"")`;
    const metadata = JSON.parse(Deno.readTextFileSync(path));
    Deno.writeTextFileSync(path, JSON.stringify({ ...metadata, backend: module }));
    Deno.removeSync(join(dir, "board", "metadata.json"));
    await using server = new Server("board_server.ts");
    const { error } = await server.ask({
      do: "create",
      options: { baseDir: dir, boardId: "board" },
    });
    assert(error?.message.includes("names a module"), error?.message);
    const { code, stderr } = await kobo("repair", "board", "--dir", dir);
    assert(code === 1 && stderr.includes("a module of the user's"), stderr);
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name), ["board"]);
  });
}

async function assertReadable(
  dir: string,
  { name, config, state }: { name: string; config: object; state: State },
): Promise<void> {
  const boardDir = join(dir, "board");
  const status = state === "finished" ? "finished" : "crashed";
  await using reader = await openBoard(boardDir);
  const { x, y } = await reader.scalars("check");
  assertEquals([x.length, y.at(-1)], [ROWS, ROWS - 1]);
  assertEquals([reader.metadata.name, reader.metadata.config, reader.status], [
    name,
    config,
    status,
  ]);
  assertEquals(reader.problems.length, 1);
  assert(reader.problems[0]!.includes(join(boardDir, "metadata.json")), reader.problems[0]);
  const listed = (await listBoards(dir)).find(({ boardId }) => boardId === "board")!;
  assertEquals([listed.status, listed.problems], [status, [...reader.problems]]);
  assertEquals(listed.counts?.steps, ROWS);
  const viewed = readBoardState(boardDir, { identity: "" });
  assertEquals(
    [viewed.metadata?.name, viewed.status, viewed.problem],
    [name, status, reader.problems[0]],
  );
}

function keptNames(boardDir: string): number {
  return [...Deno.readDirSync(boardDir)].filter(({ name }) => name.startsWith("metadata.damaged_"))
    .length;
}
