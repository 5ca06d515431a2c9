import { join } from "@std/path";
import { crc32 } from "node:zlib";

/** A segment's first frame holds metadata, and no block. */
const METADATA_MAGIC = 0x314d424b;
/** Where a block has its last step. */
const LAST_STEP_OFFSET = 24;

/** The last step in the whole frames of a board's journal, by the format's description; else -1. */
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
      if (view.getUint32(at, true) !== METADATA_MAGIC) {
        last = Math.max(last, Number(view.getBigInt64(at + 16 + LAST_STEP_OFFSET, true)));
      }
      at += 16 + length;
    }
  }
  return last;
}
