import { join } from "@std/path";
import { deserialize } from "node:v8";
import { crc32 } from "node:zlib";

/** The last step in the whole records of a board's journal, by the format's description; else -1. */
export function lastJournaledStep(boardDir: string): number {
  const dir = join(boardDir, "data", "journal");
  let last = -1;
  let names: string[];
  try {
    names = [...Deno.readDirSync(dir)].map(({ name }) => name).filter((n) =>
      n.endsWith(".journal")
    );
  } catch {
    return -1;
  }
  for (const name of names.sort()) {
    const bytes = Deno.readFileSync(join(dir, name));
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 16 <= bytes.length;) {
      const length = view.getUint32(at + 4, true);
      const payload = bytes.subarray(at + 16, at + 16 + length);
      if (payload.length < length || crc32(payload) !== view.getUint32(at + 8, true)) break;
      last = Math.max(last, (deserialize(payload) as { lastStep: number }).lastStep);
      at += 16 + length;
    }
  }
  return last;
}
