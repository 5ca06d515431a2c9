import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Block } from "../../../format/block.ts";
import { FrameEncoder } from "../../../format/journal_payloads.ts";
import { KEY_COLUMNS, TABLE_COLUMNS } from "../../../format/tables.ts";
import type { ForgedBoard } from "./forgery.ts";

const SIDE = 1000;

/** The row of a table of a log call of step 0. */
function row(table: "metrics" | "media"): Block {
  const keys = KEY_COLUMNS.map(({ name, type }) => ({
    name,
    type,
    values: BigInt64Array.of(...name === "global_step" ? [] : [0n]),
  }));
  const others = TABLE_COLUMNS[table].map(({ name, type }) => ({
    name,
    type,
    values: type === "string" ? [] : type === "int64" ? new BigInt64Array() : new Int32Array(),
  }));
  const columns = [...keys, ...others] as Block["columns"];
  return { table, rowCount: 1, firstStep: 0, lastStep: 0, columns };
}

/**
 * A log call that awaits its media, and in the folder `deferred` what they are: one array of a
 * million pixels, which each of so many images names.
 *
 * @returns The frame of the call.
 */
export function awaitingImages(board: ForgedBoard, count: number): Uint8Array {
  const data = { array: 0 };
  const source = { kind: "pixels", data, width: SIDE, height: SIDE, channels: 1, layout: "hwc" };
  const media = Array.from({ length: count }, (_, index) => {
    return { name: "m", index, type: "image", caption: null, source };
  });
  const records = { step: 0, globalStep: null, timeMs: 0, media, tables: [], histograms: [] };
  const json = JSON.stringify({ records, arrays: [{ type: "uint8", length: SIDE * SIDE }] });
  const head = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const body = new Uint8Array(SIDE * SIDE);
  const header = Buffer.alloc(16);
  header.writeUInt32LE(0x3152424b, 0);
  header.writeUInt32LE(head.length, 4);
  header.writeUInt32LE(crc32(head), 8);
  header.writeUInt32LE(crc32(body), 12);
  const bytes = Buffer.concat([header, head, body]);
  board.file("data/journal/deferred/00000000.records", bytes);
  const blocks = [row("metrics"), row("media")];
  return Uint8Array.from(new FrameEncoder().encodeEntry({ kind: "awaiting", blocks }));
}
