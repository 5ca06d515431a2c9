import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import type { Random } from "./random.ts";

/** Ways to damage a file. */
const KINDS = ["cut", "flip", "zero", "extend", "short file", "text", "SQLite"] as const;

/** Damages a file, and says how. */
export function damageFile(random: Random, path: string): string {
  const bytes = Deno.readFileSync(path);
  const kind = random.pick(KINDS);
  const at = random.int(0, Math.max(0, bytes.length - 1));
  switch (kind) {
    case "cut":
      Deno.writeFileSync(path, bytes.subarray(0, at));
      return `cut to ${at} of ${bytes.length} bytes`;
    case "flip":
      if (bytes.length > 0) bytes[at]! ^= 1 << random.int(0, 7);
      Deno.writeFileSync(path, bytes);
      return `a bit of byte ${at} of ${bytes.length} flipped`;
    case "zero": {
      const end = at + random.int(1, 4096);
      bytes.fill(0, at, end);
      Deno.writeFileSync(path, bytes);
      return `zeros from byte ${at} to ${end} of ${bytes.length}`;
    }
    case "extend": {
      const more = random.int(1, 5000);
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes);
      for (let i = bytes.length; i < longer.length; i++) longer[i] = random.int(0, 255);
      Deno.writeFileSync(path, longer);
      return `${more} bytes of noise behind ${bytes.length}`;
    }
    case "short file": {
      const size = random.pick([0, 4096, 8192]);
      Deno.writeFileSync(path, new Uint8Array(size));
      return `${size} zeros instead of it`;
    }
    case "text":
      Deno.writeTextFileSync(path, "Not what you think.\n".repeat(random.int(1, 500)));
      return "a text instead of it";
    case "SQLite":
      Deno.writeTextFileSync(path, "SQLite format 3\0" + "\0".repeat(4080));
      return "a SQLite file instead of it";
  }
}

/** Where the blocks of a DuckDB file begin, and how large they are. */
const FIRST_BLOCK = 12288;
const BLOCK_BYTES = 256 * 1024;

/**
 * The first 4 to 32 KiB of a newer metadata block over the older one's, which begins at byte 12288.
 * A kill in a checkpoint leaves such a file, or one whose newer block is whole. What is some commits
 * newer has no kill left, but a copy made while the file was written: there the block may point to
 * anything.
 */
export function spliceMetadata(random: Random, olderPath: string, newerPath: string): string {
  const older = Deno.readFileSync(olderPath);
  const newer = Deno.readFileSync(newerPath);
  const length = 4096 * random.int(1, 8);
  older.set(newer.subarray(FIRST_BLOCK, FIRST_BLOCK + length), FIRST_BLOCK);
  Deno.writeFileSync(olderPath, older);
  return `${length} bytes of a newer metadata block at ${FIRST_BLOCK}`;
}

/**
 * Makes a DuckDB file whose checksums are right, and whose data lead DuckDB out of its memory: to
 * read its table `metrics` ends the process, or, where whole numbers come first, the instance of
 * DuckDB, which answers nothing more then.
 */
export async function makeDeadlyFile(path: string, ends: "process" | "instance"): Promise<void> {
  const columns = ["i / 100 AS loss", "i AS step", "i AS global_step"];
  if (ends === "instance") columns.reverse();
  const instance = await DuckDBInstance.create(path, { threads: "1" });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE metrics AS
     SELECT ${columns.join(", ")}, TIMESTAMP '2026-01-01' AS "timestamp"
     FROM range(5000) t(i)`,
  );
  connection.closeSync();
  instance.closeSync();
  const bytes = Deno.readFileSync(path);
  // The first block has the metadata.
  for (let at = FIRST_BLOCK + BLOCK_BYTES; at < bytes.length; at += BLOCK_BYTES) {
    const content = bytes.subarray(at + 8, at + BLOCK_BYTES).fill(0xff);
    new DataView(bytes.buffer).setBigUint64(at, duckDbChecksum(content), true);
  }
  Deno.writeFileSync(path, bytes);
}

/** DuckDB's checksum of a block (`Checksum()` in its `src/common/checksum.cpp`). */
function duckDbChecksum(content: Uint8Array<ArrayBuffer>): bigint {
  let checksum = 5381n;
  for (const word of new BigUint64Array(content.slice().buffer)) {
    checksum ^= BigInt.asUintN(64, word * 0xbf58476d1ce4e5b9n);
  }
  return checksum;
}

/** The file of a board that a name stands for, in a `data` folder. */
export function dataFile(boardDir: string, name: string): string {
  return join(boardDir, "data", name);
}
