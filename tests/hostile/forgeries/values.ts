import {
  bytesOf,
  type ForgedColumn,
  forgedPayload,
  frameOf,
  keyColumns,
  texts,
} from "../support/forged_frames.ts";
import type { Forgery } from "../support/forgery.ts";

const [MEDIA, TABLES, HISTOGRAMS] = [1, 2, 3];

/** A column of lists of numbers, on disk. */
function lists(
  name: string,
  type: 6 | 7,
  ...items: (Float64Array | BigInt64Array)[]
): ForgedColumn {
  const lengths = (4 * items.length + 7) & ~7;
  const byteCount = items.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const body = new Uint8Array(lengths + byteCount);
  body.set(bytesOf(Uint32Array.from(items, ({ length }) => length)));
  let at = lengths;
  for (const item of items) {
    body.set(bytesOf(item), at);
    at += item.byteLength;
  }
  return { name, type, valueCount: items.length, valueBytes: byteCount, body };
}

/** A killed board with one row of a table. */
function row(table: number, ...columns: ForgedColumn[]): Forgery {
  const payload = forgedPayload({ table, rowCount: 1, columns: [...keyColumns(1), ...columns] });
  return (board) => void board.metadata().journal(frameOf(payload));
}

function medium(values: Record<string, string>): Forgery {
  const sound = {
    name: "sample",
    caption: "c",
    media_id: "a".repeat(32),
    type: "image",
    filename: "sample.png",
    path: "media/sample.png",
    format: "png",
  };
  const all = Object.entries({ ...sound, ...values });
  return (board) => {
    board.file("media/sample.png", "no image");
    row(MEDIA, ...all.map(([name, value]) => texts(name, value)))(board);
  };
}

function table(columns: string, types: string, rows: string): Forgery {
  return row(
    TABLES,
    texts("name", "t"),
    texts("columns", columns),
    texts("column_types", types),
    texts("rows", rows),
  );
}

function histogram(bins: Float64Array, counts: BigInt64Array): Forgery {
  return row(
    HISTOGRAMS,
    texts("name", "h"),
    lists("bins", 6, bins),
    lists("counts", 7, counts),
  );
}

const DEEP = "[".repeat(100_000) + "]".repeat(100_000);

/** Rows of media, tables and histograms that say what none can. */
export const VALUES: Record<string, Forgery> = {
  medium_of_another_place: medium({ path: "../../../../home/.ssh/id_test", filename: "../x" }),
  medium_of_an_absolute_path: medium({ path: "/etc/passwd", filename: "/etc/passwd" }),
  medium_of_an_address: medium({ path: "https://example.com/x.png", media_id: "../../x" }),
  medium_that_is_a_page: medium({ format: "html", type: "text/html", filename: "x.html" }),
  medium_of_an_unknown_kind: medium({ type: "__proto__", format: "constructor" }),
  medium_of_a_long_name: medium({ name: "n".repeat(1_000_000), caption: "c".repeat(1_000_000) }),
  table_nested_deeply: table('["a"]', '["text"]', `[[${DEEP}]]`),
  table_columns_nested_deeply: table(DEEP, '["text"]', '[["x"]]'),
  table_that_is_no_table: table('{"length":3}', "7", '"rows"'),
  table_of_other_widths: table('["a","b"]', '["text"]', '[["x","y","z"],[],{},null,5]'),
  table_of_no_json: table("[", "]", "{"),
  table_with_proto: table('["__proto__","constructor"]', '["text","text"]', '[{"__proto__":1}]'),
  table_of_a_medium_elsewhere: table(
    '["m"]',
    '["image"]',
    '[[{"media_id":"../../x","path":"../../../home/.ssh/id_test"}]]',
  ),
  table_of_many_cells: table('["a"]', '["text"]', `[${"[1],".repeat(300_000)}[1]]`),
  histogram_of_other_lengths: histogram(Float64Array.of(1, 2), new BigInt64Array(9)),
  histogram_of_no_bins: histogram(new Float64Array(), new BigInt64Array()),
  histogram_of_odd_numbers: histogram(
    Float64Array.of(NaN, Infinity, -Infinity, 5, 1),
    BigInt64Array.of(-1n, 2n ** 63n - 1n, -(2n ** 63n), 0n),
  ),
  histogram_of_a_million_bins: histogram(
    Float64Array.from({ length: 1_000_001 }, (_, index) => index),
    new BigInt64Array(1_000_000).fill(1n),
  ),
};
