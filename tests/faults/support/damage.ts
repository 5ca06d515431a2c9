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

/**
 * What a kill in a checkpoint can leave: the first 4 to 32 KiB of a newer
 * metadata block over the older one's, which begins at byte 12288.
 */
export function spliceMetadata(random: Random, olderPath: string, newerPath: string): string {
  const older = Deno.readFileSync(olderPath);
  const newer = Deno.readFileSync(newerPath);
  const length = 4096 * random.int(1, 8);
  older.set(newer.subarray(12288, 12288 + length), 12288);
  Deno.writeFileSync(olderPath, older);
  return `${length} bytes of a newer metadata block at 12288`;
}

/** The file of a board that a name stands for, in a `data` folder. */
export function dataFile(boardDir: string, name: string): string {
  return join(boardDir, "data", name);
}
