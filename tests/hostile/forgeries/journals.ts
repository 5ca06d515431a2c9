import { Buffer } from "node:buffer";
import { serialize } from "node:v8";
import {
  bytesOf,
  doubles,
  earlierBlock,
  earlierFrame,
  forgedPayload,
  frameOf,
  keyColumns,
} from "../support/forged_frames.ts";
import type { ForgedBoard, Forgery } from "../support/forgery.ts";

/** A journal of one frame of earlier versions, which holds this. */
function earlier(make: () => unknown): Forgery {
  return (board) => void board.metadata().journal(earlierFrame(make()));
}

/** A block of earlier versions with one column more. */
function column(make: () => Record<string, unknown>, rowCount = 4): Forgery {
  return earlier(() => earlierBlock(rowCount, [make()]));
}

/** A journal of one frame of today, with this payload. */
function today(make: () => Uint8Array): Forgery {
  return (board) => void board.metadata().journal(frameOf(make()));
}

/** A payload with one column more. */
function block(more: Parameters<typeof forgedPayload>[0]["columns"], rowCount = 2): Uint8Array {
  return forgedPayload({ rowCount, columns: [...keyColumns(rowCount), ...more] });
}

function histograms(lists: unknown[]): unknown {
  return earlierBlock(lists.length, [
    { name: "name", type: "string", values: lists.map(() => "h") },
    { name: "bins", type: "double[]", values: lists },
    { name: "counts", type: "int64[]", values: lists.map(() => new BigInt64Array(1)) },
  ], { table: "histograms" });
}

/** Journals with right checksums whose blocks are none: memory, time, native code. */
export const JOURNALS: Record<string, Forgery> = {
  earlier_text_for_list: earlier(() => histograms(["A".repeat(64), "B"])),
  earlier_list_of_huge_length: earlier(() => histograms([{ length: 2 ** 31, 0: 1 }])),
  earlier_list_of_another_class: earlier(() =>
    histograms([new Uint8Array(3), new Float32Array(2)])
  ),
  earlier_values_of_another_class: column(() => ({
    name: "loss",
    type: "double",
    values: new Uint8Array(4),
  })),
  earlier_values_that_are_an_object: column(() => ({
    name: "loss",
    type: "double",
    values: { length: 4, BYTES_PER_ELEMENT: 8, byteLength: 2 ** 40 },
  })),
  earlier_rows_beyond_the_block: column(() => ({
    name: "loss",
    type: "double",
    values: new Float64Array(2),
    rows: Uint32Array.of(0xffff_fff0, 0xffff_ffff),
  })),
  earlier_rows_that_fall: column(() => ({
    name: "loss",
    type: "double",
    values: new Float64Array(2),
    rows: Uint32Array.of(3, 1),
  })),
  earlier_10_to_15_rows: earlier(() => ({ ...earlierBlock(2), rowCount: 1e15, lastStep: 1e15 })),
  earlier_rows_as_text: earlier(() => ({ ...earlierBlock(2), rowCount: "1e9" })),
  earlier_sparse_columns: earlier(() => {
    const columns: unknown[] = [];
    columns.length = 2 ** 32 - 2;
    return { ...earlierBlock(1), columns };
  }),
  earlier_sparse_texts: column(() => {
    const values: unknown[] = ["a"];
    values.length = 2 ** 32 - 2;
    return { name: "note", type: "string", values };
  }, 1),
  earlier_one_array_in_all_columns: earlier(() => {
    const values = new Float64Array(200_000);
    const columns = Array.from(
      { length: 20_000 },
      (_, index) => ({ name: `m${index}`, type: "double", values }),
    );
    return earlierBlock(200_000, columns);
  }),
  earlier_one_list_in_all_rows: earlier(() => {
    const list = new Float64Array(200_000);
    return histograms(Array.from({ length: 50_000 }, () => list));
  }),
  earlier_unknown_table: earlier(() => ({ ...earlierBlock(1), table: "__proto__" })),
  earlier_unknown_type: column(() => ({ name: "x", type: "toString", values: [1] })),
  earlier_column_named_proto: column(() => ({
    name: "__proto__",
    type: "double",
    values: new Float64Array(4),
  })),
  earlier_block_that_is_a_map: earlier(() => new Map([["table", "metrics"]])),
  frame_of_two_gigabytes_on_no_disk: (board: ForgedBoard) => {
    board.metadata().journal(frameOf(new Uint8Array(), "KBJ3", 2 ** 31 - 1));
    Deno.truncateSync(board.path("data/journal/000001.journal"), 2 ** 31 + 15);
  },
  metadata_of_two_gigabytes_on_no_disk: (board: ForgedBoard) => {
    board.metadata().journal(frameOf(new Uint8Array(), "KBM1", 2 ** 31 - 1));
    Deno.truncateSync(board.path("data/journal/000001.journal"), 2 ** 31 + 15);
  },
  frames_of_nothing_but_headers: (board: ForgedBoard) => {
    const frame = frameOf(new Uint8Array(), "KBJ3");
    board.metadata().journal(Buffer.alloc(2 ** 20 * frame.length, frame));
  },
  metadata_a_million_times: (board: ForgedBoard) => {
    const frame = frameOf(new Uint8Array(), "KBM1");
    board.metadata().journal(Buffer.alloc(2 ** 20 * frame.length, frame));
  },
  earlier_nested_deeply: (board: ForgedBoard) => {
    // "o" opens an object, and its first value is the next one: V8 reads it by recursion.
    const depth = 200_000;
    const bytes = new Uint8Array(2 + 4 * depth);
    bytes.set([0xff, 0x0f]);
    for (let level = 0; level < depth; level++) {
      bytes.set([0x6f, 0x22, 0x01, 0x61], 2 + 4 * level);
    }
    board.metadata().journal(frameOf(bytes, "KBJ1"));
  },
  earlier_random_objects: (board: ForgedBoard) => {
    const sound = serialize(earlierBlock(2));
    const frames = Array.from({ length: 200 }, (_, index) => {
      const bytes = Uint8Array.from(sound);
      bytes[(index * 7) % bytes.length] = (index * 37) & 255;
      return frameOf(bytes, "KBJ1");
    });
    board.metadata().journal(...frames);
  },
  claims_4_billion_rows: today(() =>
    forgedPayload({ rowCount: 0xffff_ffff, columns: keyColumns(2) })
  ),
  claims_4_billion_columns: today(() =>
    forgedPayload({ rowCount: 2, columnCount: 0xffff_ffff, columns: keyColumns(2) })
  ),
  claims_a_long_name: today(() => block([{ ...doubles("loss", 1, 2), nameBytes: 0x7fff_fff0 }])),
  claims_many_values: today(() =>
    block([{ ...doubles("loss", 1, 2), valueCount: 0x2000_0001, valueBytes: 8 }])
  ),
  claims_long_texts: today(() =>
    block([{
      name: "note",
      type: 2,
      valueCount: 2,
      valueBytes: 8,
      body: Uint8Array.from([...bytesOf(Uint32Array.of(0xffff_ffff, 0xffff_ffff)), 65, 65]),
    }])
  ),
  claims_rows_beyond_the_block: today(() =>
    block([{
      name: "loss",
      type: 0,
      hasRows: 1,
      valueCount: 1,
      valueBytes: 8,
      body: Uint8Array.from([
        ...bytesOf(Uint32Array.of(0x7fff_ffff, 0)),
        ...bytesOf(Float64Array.of(1)),
      ]),
    }])
  ),
  claims_a_payload_of_4_gib: (board: ForgedBoard) => {
    board.metadata().journal(frameOf(block([]), "KBJ2", 0xffff_ffff));
  },
  payload_of_4_gib_of_zeros: (board: ForgedBoard) => {
    board.metadata().journal(frameOf(new Uint8Array(16), "KBJ2", 0xffff_fff0));
    Deno.truncateSync(board.path("data/journal/000001.journal"), 2 ** 32 + 16);
  },
  many_columns: today(() =>
    block(Array.from({ length: 1_500 }, (_, index) => doubles(`m${index}`, 1)), 2)
  ),
  many_columns_and_rows: today(() =>
    block(Array.from({ length: 20_000 }, (_, index) => doubles(`m${index}`)), 100_000)
  ),
  many_empty_frames: (board: ForgedBoard) => {
    const frame = frameOf(new Uint8Array());
    const all = new Uint8Array(16 * 500_000);
    for (let at = 0; at < all.length; at += 16) all.set(frame, at);
    board.metadata().journal(all);
  },
  other_types_than_the_file_has: (board: ForgedBoard) => {
    const columns = [
      ...keyColumns(2, 100),
      { name: "loss", type: 2, valueCount: 2, valueBytes: 2, body: texts("a", "b") },
    ];
    const payload = forgedPayload({ rowCount: 2, firstStep: 100n, lastStep: 101n, columns });
    board.copyOf("duckdb").metadata().journal(frameOf(payload));
  },
  earlier_other_types_than_the_file_has: (board: ForgedBoard) => {
    const values = BigInt64Array.of(0x4141_4141_4141n, 0x4242_4242_4242n);
    const forged = earlierBlock(2, [{ name: "loss", type: "int64", values }]);
    for (const { name, values } of forged.columns as { name: string; values: BigInt64Array }[]) {
      if (name === "step") values.set([100n, 101n]);
    }
    board.copyOf("duckdb").metadata()
      .journal(earlierFrame({ ...forged, firstStep: 100, lastStep: 101 }));
  },
  types_that_change_within_the_journal: (board: ForgedBoard) => {
    const second = forgedPayload({
      rowCount: 1,
      firstStep: 2n,
      lastStep: 2n,
      columns: [
        ...keyColumns(1, 2),
        { name: "loss", type: 2, valueCount: 1, valueBytes: 1, body: texts("a") },
      ],
    });
    board.metadata({ backend: "parquet" })
      .journal(frameOf(block([doubles("loss", 1, 2)])), frameOf(second));
  },
  dates_out_of_range: (board: ForgedBoard) => {
    const [step, global, time] = keyColumns(2);
    const body = bytesOf(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)));
    const payload = forgedPayload({ rowCount: 2, columns: [step!, global!, { ...time!, body }] });
    board.metadata().journal(frameOf(payload));
  },
  steps_at_the_end_of_numbers: (board: ForgedBoard) => {
    const last = BigInt(Number.MAX_SAFE_INTEGER);
    const [step, global, time] = keyColumns(1);
    const columns = [{ ...step!, body: bytesOf(BigInt64Array.of(last)) }, global!, time!];
    const payload = forgedPayload({ rowCount: 1, firstStep: last, lastStep: last, columns });
    board.metadata().journal(frameOf(payload));
  },
};

/** Journals in as many files as no run has. */
export const SEGMENTS: Record<string, Forgery> = {
  journal_of_8_000_segments: (board) => {
    const columns = [...keyColumns(1), doubles("loss", 1)];
    board.metadata().journal(frameOf(forgedPayload({ rowCount: 1, columns })));
    for (let number = 2; number <= 8_000; number++) {
      board.file(`data/journal/${String(number).padStart(6, "0")}.journal`, "");
    }
  },
};

/** The steps that each of them aims at. */
export const SEGMENTS_AIMED: Record<string, readonly string[]> = {
  journal_of_8_000_segments: ["show", "tail", "sql"],
};

function texts(...items: string[]): Uint8Array {
  const lengths = new Uint8Array((4 * items.length + 7) & ~7);
  lengths.set(bytesOf(Uint32Array.from(items, ({ length }) => length)));
  return Uint8Array.from([...lengths, ...new TextEncoder().encode(items.join(""))]);
}
