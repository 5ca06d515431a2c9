/**
 * Broken input for the parsers. The file has more than 300 lines as it has all of them, to be run alone.
 *
 * @module
 */
import { basename, dirname } from "@std/path";
import { crc32 } from "node:zlib";
import { serialize } from "node:v8";
import { Buffer } from "node:buffer";
import { BackendDamagedError } from "../../backends/backend.ts";
import { openBackend } from "../../backends/parquet/parquet_backend.ts";
import { checkFooterBytes } from "../../backends/parquet/check_footer.ts";
import { encodeFooter, parseFooter } from "../../backends/parquet/parquet_footer.ts";
import { BlockEncoder } from "../../format/block_encoder.ts";
import { parseChecksums } from "../../format/board_checksums.ts";
import { checkBlock } from "../../format/check_block.ts";
import { addConfigChanges } from "../../format/config_changes.ts";
import { areSameTables } from "../../format/described_tables.ts";
import { wrapEvents } from "../../format/event_frame.ts";
import { type FrameHeader, HEADER_BYTES, parseHeader } from "../../format/journal_frames.ts";
import { parsePayload } from "../../format/journal_payloads.ts";
import { parseMetadata } from "../../format/metadata.ts";
import { completeMetadata } from "../../format/guess_metadata.ts";
import { rewindsOf } from "../../format/rewinds.ts";
import { labelsOf } from "../../format/run_labels.ts";
import { summaryOf } from "../../format/run_summary.ts";
import { sealJson } from "../../format/sealed_json.ts";
import { CHECKSUM_BLOCK_BYTES } from "../../system/block_checksums.ts";
import { PLAIN } from "../../viewer/page/logs/ansi_style.ts";
import { parseAnsi, stripAnsi } from "../../viewer/page/logs/parse_ansi.ts";
import { FilterError } from "../../viewer/page/values/filter_error.ts";
import { parseFilter } from "../../viewer/page/values/parse_filter.ts";
import { annotationsPatch } from "../../viewer/protocol/annotations.ts";
import { boardsQuery, deleteRequest } from "../../viewer/protocol/boards.ts";
import { logQuery } from "../../viewer/protocol/logs.ts";
import { rowsQuery, stepsQuery } from "../../viewer/protocol/rows.ts";
import { seriesRequests } from "../../viewer/protocol/series.ts";
import { sqlRequest } from "../../viewer/protocol/sql.ts";
import { checkBody, checkQuery } from "../../viewer/server/http/check_request.ts";
import { RequestError } from "../../viewer/server/http/request_error.ts";
import { parseRecords } from "../../writer/journal/records_schema.ts";
import { blocksOf, counted } from "../../writer/media/record_blocks.ts";
import { randomBlock } from "../backends/random_blocks.ts";
import { makeBlock } from "../support/make_block.ts";
import { Random } from "../support/random.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { fuzz } from "./support/fuzz.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

Deno.test("journal frames: no payload gives anything but a sound block, or none", () => {
  const random = new Random(1);
  const blocks = Array.from({ length: 40 }, (_, index) => randomBlock(random, index, true));
  fuzz("journal_frames", {
    seeds: blocks.map((block) => Uint8Array.from(new BlockEncoder().encode(block))),
    parse(bytes) {
      checkPayload("block", bytes);
    },
  });
});

Deno.test("journal frames of earlier versions: the same", () => {
  const random = new Random(2);
  const blocks = Array.from({ length: 40 }, (_, index) => randomBlock(random, index, true));
  fuzz("earlier_frames", {
    seeds: blocks.map((block) => Uint8Array.from(serialize(block))),
    parse(bytes) {
      checkPayload("earlier", bytes);
    },
  });
});

Deno.test("journal frames of several blocks: the same", () => {
  const random = new Random(3);
  const encoder = new BlockEncoder();
  const seeds = Array.from({ length: 40 }, (_, index) => {
    const metrics = randomBlock(random, index, true);
    const others = (["media", "tables"] as const).map((table) =>
      makeBlock(metrics.lastStep, 1, [{ name: "name", type: "string", cells: ["a"] }], table)
    );
    const blocks = index % 2 === 0 ? [metrics, ...others] : others;
    return Uint8Array.from(encoder.encodeAll(blocks, index % 4 === 0 ? 1 : 0));
  });
  for (const table of ["system", "alerts", "files"] as const) {
    const columns = [
      { name: "name", type: "string" as const, cells: ["a"] },
      { name: "size", type: "int64" as const, cells: [5n] },
    ];
    const block = makeBlock(7, 1, columns, table);
    const wrap = wrapEvents(new BlockEncoder().encode(block));
    seeds.push(Uint8Array.from(new BlockEncoder().encodeAll([wrap], 0)));
  }
  fuzz("journal_entries", {
    seeds,
    parse(bytes) {
      checkPayload("calls", bytes);
      checkPayload("completion", bytes);
    },
  });
});

Deno.test("deferred records: no bytes give more than records, or none", () => {
  const text = JSON.stringify({
    records: {
      step: 1,
      globalStep: null,
      timeMs: 0,
      media: [{
        name: "m",
        index: 0,
        type: "image",
        caption: null,
        source: {
          kind: "pixels",
          data: { array: 0 },
          width: 2,
          height: 1,
          channels: 3,
          layout: "hwc",
        },
      }],
      tables: [{ name: "t", columns: ["a"], columnTypes: ["media"], rows: [[{ media: 0 }]] }],
      histograms: [{
        name: "h",
        source: { kind: "values", values: { array: 1 }, bins: "auto", range: null },
      }],
    },
    arrays: [{ type: "uint8", length: 6 }, { type: "float64", length: 2 }],
  });
  fuzz("deferred_records", {
    seeds: [encoder.encode(text)],
    parse(bytes) {
      const records = parseRecords(decoder.decode(bytes), new Uint8Array(24));
      if (records === undefined) return;
      const results = records.media.map(() => "not stored");
      for (const block of blocksOf(records, results, records.histograms.map(counted))) {
        checkBlock(block);
      }
    },
  });
});

/** Whatever a payload holds is sound. */
function checkPayload(kind: FrameHeader["kind"], bytes: Uint8Array): void {
  const header = { kind, length: bytes.length, checksum: crc32(bytes) };
  for (const block of parsePayload(bytes, header)?.blocks ?? []) checkBlock(block);
}

Deno.test("journal headers: no bytes give a header without its checksum", () => {
  const sound = Buffer.alloc(HEADER_BYTES);
  sound.write("KBJ2", 0, "latin1");
  sound.writeUInt32LE(99, 4);
  sound.writeUInt32LE(crc32(sound.subarray(0, 12)), 12);
  fuzz("journal_headers", {
    seeds: [sound],
    parse(bytes) {
      const header = Buffer.alloc(HEADER_BYTES);
      header.set(bytes.subarray(0, HEADER_BYTES));
      const parsed = parseHeader(header);
      const isSound = header.readUInt32LE(12) === crc32(header.subarray(0, 12));
      if (parsed !== undefined && !isSound) throw new Error("It has no right checksum");
    },
  });
});

Deno.test("Parquet footers: no bytes give more than a footer, or a RangeError", async () => {
  fuzz("parquet_footers", {
    seeds: await footers(),
    parse(bytes) {
      try {
        const footer = parseFooter(bytes, 2 ** 30);
        encodeFooter(footer);
      } catch (error) {
        const isOurs = error instanceof RangeError && !/stack/.test(error.message) ||
          error instanceof BackendDamagedError || error instanceof TypeError &&
            error.message.startsWith("Cannot");
        if (!isOurs) throw error;
      }
    },
  });
});

Deno.test("Parquet footers, as the reader looks at them: accepted or refused", async () => {
  fuzz("checked_footers", {
    seeds: await footers(),
    parse(bytes) {
      try {
        checkFooterBytes(bytes, 2 ** 30, "metrics");
      } catch (error) {
        if (!(error instanceof RangeError) || /stack/.test(error.message)) throw error;
      }
    },
  });
});

Deno.test("metadata: no text gives more than metadata, or a problem", () => {
  const metadata = {
    name: "n",
    board_id: "b",
    config: { a: [1, { b: "c" }], "__proto__": null },
    backend: "duckdb",
    created_at: "2026-01-01T00:00:00Z",
    format_version: 1,
    status: "running",
    runtime: { argv: ["x"] },
    group: "g",
    rank: 0,
    world_size: 8,
    tags: ["t"],
    notes: "n",
    forked_from: { board_id: "a", step: 3 },
    rewound: [{ at: "2026-01-01T00:00:00Z", step: 3, last_step: 9, kept_as: "x" }],
    config_changes: [{ at: "2026-01-01T00:00:00Z", path: ["a", "b"], from: 1, to: [2] }],
    summary: { loss: "min", constructor: "last" },
    summary_values: { epoch: 3, best: "NaN" },
  };
  fuzz("metadata", {
    seeds: [JSON.stringify(metadata), JSON.stringify(metadata, null, 2), "null", "[]", "{}"].map(
      (text) => encoder.encode(text),
    ),
    words: [
      '"',
      "\\",
      "{",
      "[",
      "}",
      "]",
      ":",
      ",",
      "null",
      "1e999",
      '"__proto__":',
      "{".repeat(999),
    ],
    parse(bytes) {
      const parsed = parseMetadata(decoder.decode(bytes));
      if (parsed.kind !== "metadata") return;
      const { name, board_id, config, status, runtime, forked_from } = completeMetadata(
        parsed.metadata,
        "/no/such/board",
        false,
      );
      const { rules, values } = summaryOf(parsed.metadata);
      const { tags, world_size: worldSize } = labelsOf(parsed.metadata);
      const changes = addConfigChanges(parsed.metadata.config_changes, []);
      const rewinds = rewindsOf(parsed.metadata).map(({ at, step }) => `${at} ${step.toFixed()}`);
      JSON.stringify([config, runtime, [...rules, ...values], tags, worldSize, changes, rewinds]);
      const texts = [name, board_id, status, forked_from?.board_id ?? ""];
      if (texts.some((text) => typeof text !== "string")) {
        throw new Error("It has fields of other types");
      }
    },
  });
});

Deno.test("lists of checksums: no text gives more than checksums of files, and tables", () => {
  const digits = "1a2b3c4d5e6f7081";
  const columns = [["step", "int64"], ["loss", "double"]];
  const list = {
    version: 1,
    block_bytes: CHECKSUM_BLOCK_BYTES,
    files: { "data/metrics.parquet": { size: 1_300_000, crc32: digits } },
    tables: { metrics: { row_count: 9, last_step: 8, last_global_step: null, columns } },
  };
  fuzz("file_checksums", {
    seeds: [encoder.encode(JSON.stringify(list))],
    words: ['"', "{", "}", "[", "]", ":", ",", "null", "1e999", "-1", '"data/../x":', '"data/x":'],
    parse(bytes) {
      const text = decoder.decode(bytes);
      const found = attemptJson(text);
      const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
      // Whoever forges a list can seal it, too.
      const sealed = isObject && Object.keys(found).length > 0 ? sealJson({ ...found }) : text;
      const parsed = parseChecksums(sealed);
      for (const [name, { size, blocks }] of parsed?.files ?? []) {
        const isInside = /^(data|logs)$/.test(dirname(name)) &&
          ![".", ".."].includes(basename(name));
        if (!isInside || blocks.length !== Math.ceil(size / CHECKSUM_BLOCK_BYTES)) {
          throw new Error(`It has checksums of ${name}`);
        }
      }
      areSameTables(parsed?.tables ?? [], []);
    },
  });
});

Deno.test("run filter: no text gives more than a filter, or a FilterError", () => {
  const board = { id: "a", name: "b", metadata: null, annotations: { tags: [] } };
  const values = [1, "text", true, null, ["a", "b"]];
  fuzz("run_filter", {
    seeds: [
      "resnet lr > 0.001",
      'min(val/loss) < 0.2 and not (status = running or optimizer = "adam w")',
      "notes ~ paper name !~ test or a != 1 b == 2",
    ].map((text) => encoder.encode(text)),
    words: [
      " and ",
      " or ",
      " not ",
      "(",
      ")",
      '"',
      "'",
      "\\",
      "<=",
      "!~",
      "~",
      "min(",
      "NaN",
      "1e9",
    ],
    parse(bytes) {
      const text = decoder.decode(bytes).slice(0, 2_000); // More is in no address.
      try {
        const find = (name: string) => () => values[name.length % values.length]!;
        parseFilter(text, { find, hasWord: () => true })(board as never);
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
      }
    },
  });
});

Deno.test("ANSI: no line gives a span with a control character", () => {
  fuzz("ansi", {
    seeds: [
      "plain \u001b[1;31mred\u001b[0m \u001b[38;2;1;2;3mrgb\u001b[48;5;200m",
      "\u001b]0;title\u0007\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\ 50%\r100%",
      "\u001bP1$r\u001b\\\u001b(B\u001b=\u0008\u009b31m",
    ].map((text) => encoder.encode(text)),
    words: [
      "\u001b",
      "\u001b[",
      "\u001b]",
      "\u001bP",
      "\u001b\\",
      ";",
      "m",
      "\r",
      "\u0007",
      "38;5;",
      "999999999",
    ],
    parse(bytes) {
      const line = decoder.decode(bytes).replaceAll("\n", "");
      const { spans, end } = parseAnsi(line, PLAIN);
      parseAnsi(line, end);
      // deno-lint-ignore no-control-regex -- they are what is looked for
      const steers = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/;
      if (spans.some(({ text }) => steers.test(text))) {
        throw new Error("A control character is left");
      }
      if (stripAnsi(line).length > line.length) throw new Error("It grew");
    },
  });
});

Deno.test("the API's requests: no body and no address gives more than a request, or a RequestError", () => {
  const bodies: object[] = [
    { query: "SELECT 1", board: "a" },
    { requests: [{ board: "a", metric: "loss", maxPoints: 100 }] },
    { confirm: "a" },
    { tags: ["a"], notes: "b", color: 3, name: "c" },
    { "__proto__": 1, constructor: [] },
  ];
  const schemas = [sqlRequest, seriesRequests, deleteRequest, annotationsPatch];
  const queries = [boardsQuery, logQuery, rowsQuery, stepsQuery];
  const seeds = [
    ...bodies.map((body) => JSON.stringify(body)),
    "?since=1&offset=9&name=a&step=3&limit=10",
    "?step=-0&step=1e9&%00=%ff&since=9007199254740993",
  ];
  fuzz("api", {
    seeds: seeds.map((text) => encoder.encode(text)),
    words: [
      '"requests":',
      '"',
      "[",
      "{",
      "}",
      "]",
      ",",
      "1e999",
      "-0",
      "%00",
      "&",
      "step=",
      "\\u0000",
    ],
    parse(bytes) {
      const text = decoder.decode(bytes);
      const body = attemptJson(text) ?? text;
      for (const schema of schemas) attempt(() => checkBody(schema as never, body));
      const url = new URL("http://localhost/");
      url.search = text;
      for (const schema of queries) attempt(() => checkQuery(schema as never, url));
    },
  });
});

/** Footers of files of ours, with few columns and with many. */
async function footers(): Promise<Uint8Array[]> {
  using dir = new TempDir();
  const random = new Random(3);
  for (let index = 0; index < 6; index++) {
    const backend = await openBackend({ dataDir: dir.join(`${index}`) });
    for (let block = 0; block <= index; block++) {
      const columns = [{ name: `m${block}`, type: "double" as const, cells: [random.next()] }];
      await backend.append(makeBlock(10 * block, 2, columns));
      await backend.commit();
    }
    await backend.close();
  }
  return Array.from({ length: 6 }, (_, index) => {
    const file = Deno.readFileSync(dir.join(`${index}`, "metrics.parquet"));
    const length = new DataView(file.buffer).getUint32(file.length - 8, true);
    return file.slice(file.length - 8 - length, file.length - 8);
  });
}

/** What a text is as JSON; `undefined` where it is none. */
function attemptJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function attempt(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
  }
}
