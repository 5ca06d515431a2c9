import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { join } from "@std/path";
import { makeBlock } from "../../support/make_block.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { Journal } from "../../../writer/journal/journal.ts";

const HEADER_BYTES = 16;

Deno.test("Journal.read() reads the frames of earlier versions, through the same checks", () => {
  using dir = new TempDir();
  const path = dir.join("journal");
  Deno.mkdirSync(path);
  const forged = { ...makeBlock(3, 2), rowCount: 1e15 };
  const frames = [makeBlock(0, 2), forged, makeBlock(6, 2)].map((block) =>
    earlierFrame(serialize(block))
  );
  frames.splice(1, 0, earlierFrame(Uint8Array.of(0xff, 0x0f, 0x5c, 0xff)));
  Deno.writeFileSync(join(path, "000001.journal"), Buffer.concat(frames));
  const problems: string[] = [];
  const journal = new Journal(path, (message) => problems.push(message));
  assertEquals([...journal.read(journal.start)].flatMap(({ blocks }) => blocks), [
    makeBlock(0, 2),
    makeBlock(6, 2),
  ]);
  assertEquals(problems.length, 2);
});

/** A frame as versions before 0.2.0 wrote it: "KBJ1" and V8's serialization. */
function earlierFrame(payload: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  frame.write("KBJ1", 0, "latin1");
  frame.writeUInt32LE(payload.length, 4);
  frame.writeUInt32LE(crc32(payload), 8);
  frame.writeUInt32LE(crc32(frame.subarray(0, 12)), 12);
  frame.set(payload, HEADER_BYTES);
  return frame;
}
