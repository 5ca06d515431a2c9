import { join } from "@std/path";
import { copyFolder, filesIn } from "./copy_folder.ts";
import { Server } from "./server.ts";
import type { BackendName } from "./suite.ts";

/** A board's folder as a kill at that moment would leave it. */
export interface Snapshot {
  dir: string;
  /** Whether the run was finished. */
  finished: boolean;
}

/**
 * Copies of one board's folder while a run goes on, is finished, and goes on
 * again: of its process, stopped for the moment of each copy.
 */
export async function takeSnapshots(
  dir: string,
  backend: BackendName,
  perRun: number,
): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  await using server = new Server("board_server.ts");
  const options = { baseDir: dir, boardId: "original", backend, flushIntervalMs: 20 };
  const boardDir = join(dir, "original");
  const take = (finished: boolean) => {
    const to = join(dir, `snapshot_${snapshots.length}`);
    copyFolder(boardDir, to);
    snapshots.push({ dir: to, finished });
  };
  for (const _ of ["fresh", "resumed"]) {
    await server.get({ do: "create", options });
    // The first snapshot is to have some rows.
    await server.get({ do: "log", count: 10 });
    await server.get({ do: "flush" });
    const logging = server.get({ do: "log", count: 150 * perRun, pauseMs: 1 });
    for (let i = 0; i < perRun; i++) {
      await sleep(120);
      // Every other one with a WAL, which is there for a moment of each commit.
      for (let attempt = 0;; attempt++) {
        server.kill("SIGSTOP");
        await sleep(1);
        const hasWal = filesIn(boardDir).some((path) => path.endsWith(".wal"));
        if (i % 2 === 1 || hasWal || backend !== "duckdb" || attempt === 300) break;
        server.kill("SIGCONT");
        await sleep(Math.random() * 6);
      }
      take(false);
      server.kill("SIGCONT");
    }
    await logging;
    await server.get({ do: "finish" });
    take(true);
  }
  return snapshots;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
