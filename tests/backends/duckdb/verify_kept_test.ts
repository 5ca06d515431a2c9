import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { BackendDamagedError, type IsKept } from "../../../backends/backend.ts";
import { openBackend } from "../../../backends/duckdb/duckdb_backend.ts";
import type { Block } from "../../../format/block.ts";
import { Random } from "../../faults/support/random.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

/** DuckDB has so many rows in a row group. */
const ROW_GROUP = 122_880;

const random = new Random("noise");

function noise(firstStep: number, rowCount: number): Block {
  const step = BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(firstStep + row));
  return {
    table: "metrics",
    rowCount,
    firstStep,
    lastStep: firstStep + rowCount - 1,
    columns: [
      { name: "step", type: "int64", values: step },
      { name: "global_step", type: "int64", values: new BigInt64Array() },
      { name: "timestamp", type: "timestamp", values: step.slice() },
      { name: "noise", type: "double", values: Float64Array.from(step, () => random.next()) },
    ],
  };
}

async function verify(dataDir: string, isKept?: IsKept): Promise<void> {
  const backend = await openBackend({ dataDir });
  try {
    await backend.verify?.(isKept);
  } finally {
    await backend.abort();
  }
}

Deno.test("DuckDB's verify() reads the rows of all blocks that are not kept, and no others", async () => {
  using dir = new TempDir();
  const backend = await openBackend({ dataDir: dir.path });
  await backend.append(noise(0, 2 * ROW_GROUP));
  await backend.commit();
  await backend.close();
  const path = join(dir.path, "board.duckdb");
  const base = Deno.readFileSync(path);

  const resumed = await openBackend({ dataDir: dir.path });
  await resumed.append(noise(2 * ROW_GROUP, 1000));
  await resumed.commit();
  await resumed.close();
  const written = Deno.readFileSync(path);
  const isKept: IsKept = (name, from, to) => {
    assertEquals(name, "board.duckdb");
    return to <= base.length &&
      written.subarray(from, to).every((byte, i) => byte === base[from + i]);
  };
  await verify(dir.path, isKept);

  let keptCount = 0;
  let changedCount = 0;
  const blockBytes = 256 * 1024;
  for (let start = 3 * 4096; start + blockBytes <= written.length; start += blockBytes) {
    const damaged = written.slice();
    for (let i = 1000; i < 1064; i++) damaged[start + i]! ^= 255;
    Deno.writeFileSync(path, damaged);
    // What DuckDB itself does not read is of no block that is in use.
    const isInUse = await verify(dir.path).then(() => false, () => true);
    if (!isInUse) continue;
    if (isKept("board.duckdb", start, start + blockBytes)) {
      // The rows are not read; what tells where they are, always is.
      keptCount += await verify(dir.path, isKept).then(() => 1, () => 0);
    } else {
      changedCount++;
      await assertRejects(() => verify(dir.path, isKept), BackendDamagedError);
    }
    const isFound = (name: string, from: number, to: number) =>
      isKept(name, from, to) && (to <= start || from >= start + blockBytes);
    await assertRejects(() => verify(dir.path, isFound), BackendDamagedError);
  }
  assert(keptCount > 0 && changedCount > 0, `${keptCount} kept, ${changedCount} changed`);
});
