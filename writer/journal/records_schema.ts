/**
 * What the JSON text of a call's deferred records may be. It comes from disk, and so perhaps from a
 * stranger: whatever the code behind relies on is checked here.
 *
 * @module
 */
import * as v from "@badrap/valita";
import { isMediaFormat } from "../../format/media_formats.ts";
import type { TableColumnType } from "../../format/tables.ts";
import type { RecordCell, Records } from "../records.ts";
import { ARRAY_TYPES, type NumberArray } from "./number_arrays.ts";

const MAX_BINS = 65_536;
/** To encode so many takes some seconds, and four bytes for each. */
const MAX_PIXELS = 2 ** 26;
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

/**
 * The records that a JSON text describes.
 *
 * @param text The JSON text.
 * @param bytes Its arrays, one behind the other, which begin at a multiple of eight bytes.
 * @returns `undefined` where no board can have written them.
 */
export function parseRecords(text: string, bytes: Uint8Array<ArrayBuffer>): Records | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const head = headSchema.try(json);
  if (!head.ok) return undefined;
  const arrays = toArrays(head.value.arrays, bytes);
  const records = arrays && recordsSchema(arrays).try(head.value.records);
  if (!records?.ok || !areMediaThere(records.value)) return undefined;
  return areArraysNamedOnce(records.value) ? records.value : undefined;
}

const natural = v.number().assert((value) => Number.isSafeInteger(value) && value >= 0);
const positive = natural.assert((value) => value > 0);
const arraysSchema = v.array(v.object({ type: v.string(), length: natural }));
const headSchema = v.object({ records: v.unknown(), arrays: arraysSchema });

function toArrays(
  types: v.Infer<typeof arraysSchema>,
  bytes: Uint8Array<ArrayBuffer>,
): NumberArray[] | undefined {
  const arrays: NumberArray[] = [];
  let at = 0;
  for (const { type, length } of types) {
    if (!Object.hasOwn(ARRAY_TYPES, type)) return undefined;
    const ArrayType = ARRAY_TYPES[type as keyof typeof ARRAY_TYPES];
    const byteCount = length * ArrayType.BYTES_PER_ELEMENT;
    if (byteCount > bytes.length - at) return undefined;
    arrays.push(new ArrayType(bytes.buffer, bytes.byteOffset + at, length));
    at = Math.ceil((at + byteCount) / 8) * 8;
  }
  return arrays;
}

function recordsSchema(arrays: readonly NumberArray[]): v.Type<Records> {
  const arrayOf = <Values extends NumberArray>(
    ...types: (abstract new (length: number) => Values)[]
  ): v.Type<Values> =>
    v.object({ array: natural }).chain(({ array: index }) => {
      const array = arrays[index];
      return types.some((type) => array instanceof type)
        ? v.ok(array as Values)
        : v.err("an array of another type");
    });
  const edges = arrayOf(Float64Array).assert((values) =>
    values.length >= 2 && values.every((edge, i) => i === 0 || edge > (values[i - 1] ?? edge))
  );
  const finite = v.number().assert(Number.isFinite);
  const pixels = v.object({
    kind: v.literal("pixels"),
    data: arrayOf<Uint8Array | Float32Array>(Uint8Array, Float32Array),
    valueRange: v.tuple([finite, finite]).assert(([black, white]) => black < white).optional(),
    width: positive,
    height: positive,
    channels: v.union(v.literal(1), v.literal(3), v.literal(4)),
    layout: v.union(v.literal("hwc"), v.literal("chw")),
  }).assert(({ data, width, height, channels }) =>
    data.length === width * height * channels && width * height <= MAX_PIXELS
  );
  const samples = v.object({
    kind: v.literal("samples"),
    channels: v.array(arrayOf(Float32Array)).assert((channels) =>
      channels.length > 0 && channels.every(({ length }) => length === channels[0]?.length)
    ),
    sampleRate: positive.assert((value) => value < 2 ** 32),
  });
  const bytes = v.object({
    kind: v.literal("bytes"),
    bytes: arrayOf(Uint8Array),
    format: v.string().assert(isMediaFormat),
  });
  const lost = v.object({ kind: v.literal("lost"), reason: v.string() });
  const medium = v.object({
    name: v.string(),
    index: natural,
    type: v.union(v.literal("image"), v.literal("video"), v.literal("audio")),
    caption: v.union(v.string(), v.null()),
    source: v.union(pixels, samples, bytes, lost),
  });
  const cell: v.Type<RecordCell> = v.union(
    v.string(),
    v.number(),
    v.boolean(),
    v.null(),
    v.object({ media: natural }),
  );
  const columnType: v.Type<TableColumnType> = v.union(
    v.literal("text"),
    v.literal("number"),
    v.literal("boolean"),
    v.literal("media"),
  );
  const table = v.object({
    name: v.string(),
    columns: v.array(v.string()),
    columnTypes: v.array(columnType),
    rows: v.array(v.array(cell)),
  });
  const values = v.object({
    kind: v.literal("values"),
    values: arrayOf<Exclude<NumberArray, BigInt64Array>>(
      ...[Float64Array, Float32Array, Int32Array, Int16Array, Int8Array],
      ...[Uint32Array, Uint16Array, Uint8Array],
    ),
    bins: v.union(
      v.literal("auto"),
      positive.assert((count) => count <= MAX_BINS),
      edges,
    ),
    range: v.union(v.tuple([finite, finite]).assert(([low, high]) => low < high), v.null()),
  });
  const counts = v.object({
    kind: v.literal("counts"),
    edges,
    counts: arrayOf(BigInt64Array),
  }).assert(({ edges, counts }) => edges.length === counts.length + 1);
  return v.object({
    step: natural.assert((step) => step < MAX_INTEGER),
    globalStep: v.union(natural, v.null()),
    timeMs: finite.assert((timeMs) => Math.abs(timeMs) < 8.64e15),
    media: v.array(medium),
    tables: v.array(table),
    histograms: v.array(v.object({ name: v.string(), source: v.union(values, counts) })),
  }) as v.Type<Records>;
}

/** A file of a megabyte that names its array for each of thousands of images would take hours. */
function areArraysNamedOnce({ media, histograms }: Records): boolean {
  const named = [
    ...media.flatMap(({ source }): NumberArray | NumberArray[] => {
      switch (source.kind) {
        case "pixels":
          return source.data;
        case "samples":
          return source.channels;
        case "bytes":
          return source.bytes;
        default:
          return [];
      }
    }),
    ...histograms.flatMap(({ source }) => source.kind === "values" ? source.values : source.counts),
  ];
  return new Set(named).size === named.length;
}

/** Whether the media that cells of tables name are there. */
function areMediaThere({ media, tables }: Records): boolean {
  return tables.every(({ rows }) =>
    rows.every((row) =>
      row.every((cell) => typeof cell !== "object" || cell === null || cell.media < media.length)
    )
  );
}
