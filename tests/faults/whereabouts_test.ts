import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { segmentsIn } from "../../format/journal_frames.ts";
import { readRows } from "./support/board_check.ts";
import { lastJournaledStep } from "./support/journal_scan.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, faultTest, LONG } from "./support/suite.ts";

const remove = (path: string) => Deno.removeSync(path, { recursive: true });

/** What happens to a board while its run goes on. */
const FAULTS: Record<string, (boardDir: string) => void> = {
  "its folder is removed": remove,
  "the folder above it is removed": (boardDir) => remove(dirname(boardDir)),
  "another folder is in its place": (boardDir) => {
    remove(boardDir);
    Deno.mkdirSync(join(boardDir, "data", "journal"), { recursive: true });
    Deno.writeTextFileSync(join(boardDir, "data", "journal", "000001.journal"), "theirs");
  },
  "an empty folder is in its place": (boardDir) => {
    remove(boardDir);
    Deno.mkdirSync(boardDir);
  },
  "its journal is removed": (boardDir) => remove(join(boardDir, "data", "journal")),
  "its rows are removed": (boardDir) => remove(join(boardDir, "data")),
  "its folder takes nothing new": (boardDir) => {
    // So that root is refused, too.
    remove(join(boardDir, "data", "journal"));
    Deno.writeTextFileSync(join(boardDir, "data", "journal"), "");
  },
};

/** What a path leads to, with all that is below it. */
function namesBelow(dir: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap(({ name, isDirectory }) =>
    isDirectory ? namesBelow(join(dir, name)) : [join(dir, name)]
  ).sort();
}

for (const backend of BACKENDS) {
  for (const [what, happen] of Object.entries(FAULTS)) {
    for (const isFlushed of [false, true]) {
      if (!LONG && !isFlushed && backend === "parquet") continue;
      const when = `${isFlushed ? "after" : "before"} its first commit`;
      faultTest(
        17,
        `messages say where rows are when ${what} ${when} (${backend})`,
        async (test) => {
          await using server = new Server("board_server.ts");
          await using reader = new Server("reader_server.ts");
          const baseDir = join(test.dir, "base");
          // No commit comes by itself, so that each row is where the test has it.
          const never = { flushIntervalMs: 2 ** 31 - 1 };
          const options = { ...never, baseDir, boardId: "board", backend, finishTimeoutMs: 1000 };
          const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
          const { ino } = Deno.statSync(boardDir);
          await server.get({ do: "log", count: 100 });
          // On a busy machine the first may take longer than it may.
          while (isFlushed && (await server.ask({ do: "flush" })).error !== undefined);
          const journalDir = join(boardDir, "data", "journal");
          // Before, rows are in memory, from where they go into the next journal.
          while (lastJournaledStep(boardDir) < 99) await server.get({ do: "pause", ms: 5 });
          happen(boardDir);
          const isReplaced = what.includes("in its place");
          const theirs = isReplaced ? namesBelow(boardDir) : [];
          await server.get({ do: "log", count: 50, pauseMs: 5 });

          const errors = [
            (await server.ask({ do: "flush" })).error,
            (await server.ask({ do: "finish" })).error,
          ];
          assert(errors.some((error) => error?.name === "BoardWriteError"), "rows are lost");
          if (isReplaced) assertEquals(namesBelow(boardDir), theirs, "it is somebody else's");
          const isThere = exists(boardDir) && Deno.statSync(boardDir).ino === ino;
          const messages = [...errors.map((error) => error?.message ?? ""), server.stderr];
          for (const message of messages) {
            if (!isThere || segmentsIn(journalDir).length === 0) {
              const claim = /(is|are|up to \d+) in the journal|what they lack is in|recovers/;
              assertEquals(claim.exec(message)?.[0], undefined, message);
            }
            const committed = /steps up to (-?\d+) are in the backend's files/i.exec(message)
              ?.[1];
            if (committed === undefined) continue;
            assert(isThere, message);
            const { last } = await readRows(reader, boardDir);
            assert((last ?? -2) >= Number(committed), message);
          }
        },
      );
    }
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}
