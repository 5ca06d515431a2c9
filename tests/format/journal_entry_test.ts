import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Block } from "../../format/block.ts";
import { completeBlocks, type JournalEntry } from "../../format/journal_entry.ts";
import { HEADER_BYTES, parseHeader } from "../../format/journal_frames.ts";
import { FrameEncoder, parsePayload } from "../../format/journal_payloads.ts";
import { decodeCompletion } from "../../format/decode_entry.ts";
import { KEY_COLUMNS, TABLE_COLUMNS, type TableName } from "../../format/tables.ts";
import { rowsBlock } from "../../writer/media/rows_block.ts";
import { randomBlock } from "../backends/random_blocks.ts";
import { makeBlock } from "../support/make_block.ts";
import { Random } from "../support/random.ts";

function named(table: TableName, step: number, name: string): Block {
  return makeBlock(step, 1, [{ name: "name", type: "string", cells: [name] }], table);
}

function alerts(number: number, title: string): Block {
  return rowsBlock("alerts", { step: null, globalStep: null, timeMs: 1e12 }, [
    { number, level: "info", title, text: null },
    { number: number + 1, level: "info", title, text: "another" },
  ]);
}

const ENTRIES: JournalEntry[] = [
  { kind: "rows", blocks: [makeBlock(0, 3)] },
  { kind: "rows", blocks: [makeBlock(0, 3), named("tables", 2, "a")] },
  {
    kind: "awaiting",
    blocks: [makeBlock(4, 1), named("media", 4, "b"), named("histograms", 4, "c")],
  },
  { kind: "completion", blocks: [named("media", 4, "d"), named("tables", 4, "e")] },
  { kind: "events", blocks: [alerts(7, "f")] },
];

function parse(frame: Uint8Array): JournalEntry | undefined {
  const bytes = Buffer.from(frame);
  const header = parseHeader(bytes);
  assert(header !== undefined);
  assertEquals(header.length, bytes.length - HEADER_BYTES);
  return parsePayload(bytes.subarray(HEADER_BYTES), header);
}

Deno.test("parsePayload() gives what FrameEncoder.encodeEntry() was given", () => {
  const encoder = new FrameEncoder();
  for (const entry of ENTRIES) assertEquals(parse(encoder.encodeEntry(entry)), entry);
});

Deno.test("To earlier versions, rows of an event table complete a call that nobody awaits", () => {
  const frame = Buffer.from(
    new FrameEncoder().encodeEntry({ kind: "events", blocks: [alerts(0, "")] }),
  );
  assertEquals(parseHeader(frame)?.kind, "completion");
  const { kind, blocks: [wrap, ...others] } = decodeCompletion(frame.subarray(HEADER_BYTES));
  assertEquals([kind, wrap?.table, wrap?.lastStep, others], [
    "completion",
    "histograms",
    Number.MAX_SAFE_INTEGER,
    [],
  ]);
  // These versions take the columns that they find for the first ones of the table.
  const columns = [...KEY_COLUMNS, ...TABLE_COLUMNS.histograms].map((
    { name, type },
  ) => [name, type]);
  const found = wrap?.columns.map(({ name, type }) => [name, type]) ?? [];
  assertEquals(found, columns.slice(0, found.length));
});

Deno.test("parsePayload() refuses events that are none", () => {
  const encoder = new FrameEncoder();
  const refused: Block[] = [makeBlock(0, 1), named("media", 0, "a")];
  for (const block of refused) {
    assertEquals(parse(encoder.encodeEntry({ kind: "events", blocks: [block] })), undefined);
  }
  const numbers = alerts(0, "");
  numbers.columns[3]!.values = BigInt64Array.of(1n, 0n);
  assertEquals(parse(encoder.encodeEntry({ kind: "events", blocks: [numbers] })), undefined);
});

Deno.test("parsePayload() refuses entries that are not of whole log calls", () => {
  const encoder = new FrameEncoder();
  const refused: JournalEntry[] = [
    { kind: "awaiting", blocks: [makeBlock(0, 3)] },
    { kind: "rows", blocks: [named("media", 0, "a"), named("tables", 0, "b")] },
    { kind: "rows", blocks: [makeBlock(0, 3), named("media", 1, "of an earlier call")] },
    { kind: "rows", blocks: [makeBlock(0, 1), makeBlock(0, 1)] },
    { kind: "awaiting", blocks: [makeBlock(0, 1), named("media", 0, "a"), named("media", 0, "b")] },
    { kind: "completion", blocks: [makeBlock(0, 1)] },
    { kind: "completion", blocks: [named("media", 0, "a"), named("tables", 1, "b")] },
    { kind: "completion", blocks: [] },
  ];
  for (const entry of refused) assertEquals(parse(encoder.encodeEntry(entry)), undefined);
});

Deno.test("parsePayload() gives a sound entry or none, whatever is changed in a payload", () => {
  const random = new Random(20261128);
  const encoder = new FrameEncoder();
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const metrics = randomBlock(random, random.integer(0, 100), true);
    const other = named("media", metrics.lastStep, "a");
    const frame = Buffer.from(
      encoder.encodeEntry({ kind: random.pick(["rows", "awaiting"]), blocks: [metrics, other] }),
    );
    let payload = frame.subarray(HEADER_BYTES);
    for (let change = random.integer(1, 3); change > 0; change--) {
      // Half of the changes are where the numbers of blocks and bytes are.
      const at = random.integer(0, (random.chance(0.5) ? 16 : payload.length) - 1);
      if (at >= payload.length) continue;
      if (random.chance(0.2)) payload = payload.subarray(0, at);
      else payload[at] = random.pick([0, 1, 2, 127, 255, payload[at]! ^ 8]);
    }
    const header = { kind: "calls", length: payload.length, checksum: crc32(payload) } as const;
    const entry = parsePayload(payload, header);
    if (entry === undefined) refused++;
    else assertEquals(entry.blocks[0]?.table, "metrics");
  }
  assert(refused > 1000, `${refused} refused`);
});

Deno.test("completeBlocks() replaces the rows that stand in, table by table", () => {
  const [, , awaiting, completion] = ENTRIES;
  assertEquals(completeBlocks(awaiting!, completion!.blocks), [
    makeBlock(4, 1),
    named("media", 4, "d"),
    named("histograms", 4, "c"),
  ]);
  assertEquals(completeBlocks(awaiting!, undefined), awaiting!.blocks);
});
