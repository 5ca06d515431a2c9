import { ServerProcess } from "../testing/server_process.ts";
import type { BoardsReply } from "../viewer/server/mod.ts";
import { manyBoards } from "./many_boards.ts";
import { type Figures, median } from "./table.ts";

const COUNT = Number(Deno.env.get("BENCH_BOARDS") ?? 5000);
const CLI = new URL("../cli/main.ts", import.meta.url).pathname;
const LOOK_MS = 250;

/** How long a folder of thousands of boards takes to list, in the viewer and with `kobo list`. */
export async function measureFolder(runs: number): Promise<Figures[]> {
  const baseDir = await manyBoards(COUNT);
  const rows: Figures["rows"] = [];
  const add = (what: string, median: number) => rows.push({ what, median });
  await Deno.remove(`${baseDir}/.kobo`, { recursive: true }).catch(() => {});
  for (const which of ["the first viewer", "the next viewer"]) {
    await using server = await ServerProcess.start(baseDir);
    const start = performance.now();
    const first = await boardsOf(server);
    add(`${which}: the first reply, of some boards`, performance.now() - start);
    const version = await allRead(server, first);
    add(`${which}: until all are read`, performance.now() - start);
    const times: number[] = [];
    for (let run = 0; run < 4 * runs; run++) {
      const before = performance.now();
      await boardsOf(server, version);
      times.push(performance.now() - before);
    }
    add(`${which}: a request for what is new, where nothing is`, median(times));
  }
  const list = (what: string, ...args: string[]) => {
    const times = Array.from({ length: runs }, () => listMs(baseDir, args));
    add(what, median(times));
  };
  list("`kobo list`, all summaries at hand");
  list("`kobo list --limit 10`", "--limit", "10");
  return [{
    title: `${COUNT} boards in a folder, half of them of each backend`,
    unit: "ms",
    ratios: false,
    rows,
    note: "Each has 100 steps of ten metrics. The first viewer has read none of them before; the " +
      "next one, and `kobo list`, take what it has stored.",
  }];
}

async function boardsOf({ url }: ServerProcess, since?: string): Promise<BoardsReply> {
  const address = new URL("/api/boards", url);
  if (since !== undefined) address.searchParams.set("since", since);
  const response = await fetch(address);
  return response.status === 204
    ? { version: since ?? "", removed: [], boards: [] }
    : await response.json();
}

/** Waits until all boards are read, as the page does. @returns The version of the list then. */
async function allRead(server: ServerProcess, first: BoardsReply): Promise<string> {
  const pending = new Map(first.boards.map(({ boardId, pending }) => [boardId, pending]));
  let { version } = first;
  while (pending.size < COUNT || [...pending.values()].includes(true)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const changes = await boardsOf(server, version);
    for (const { boardId, pending: isPending } of changes.boards) pending.set(boardId, isPending);
    version = changes.version;
  }
  return version;
}

function listMs(baseDir: string, args: readonly string[]): number {
  const start = performance.now();
  const { success } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CLI, "--dir", baseDir, "list", ...args],
  }).outputSync();
  if (!success) throw new Error("kobo list failed");
  return performance.now() - start;
}
