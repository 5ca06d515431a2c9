import { bytesOf, doubles, forgedPayload, frameOf, keyColumns } from "../support/forged_frames.ts";
import type { Forgery } from "../support/forgery.ts";

/** What steers a terminal, or the order in which it shows letters. */
export const STEERING: Record<string, string> = {
  escape: "\u001b]0;owned\u0007\u001b[2J",
  c1: "\u009b31m\u009d0;owned\u009c",
  del: "\u007f\u0008\u0008\u0000".replace("\0", ""),
  bidi: "\u202egnp.exe\u2066\u200f\u061c",
};

/** A killed board of a metric, a note and a table that are named, and filled, with a text. */
function named(text: string): Forgery {
  return (board) => {
    const columns = [
      ...keyColumns(1),
      doubles(`loss${text}`, 1),
      { name: `note${text}`, type: 2, valueCount: 1, ...textBody(text) },
    ];
    const table = [
      ...keyColumns(1),
      { name: "name", type: 2, valueCount: 1, ...textBody(`t${text}`) },
      { name: "columns", type: 2, valueCount: 1, ...textBody(JSON.stringify([`c${text}`])) },
      { name: "column_types", type: 2, valueCount: 1, ...textBody('["text"]') },
      { name: "rows", type: 2, valueCount: 1, ...textBody(JSON.stringify([[text]])) },
    ];
    const media = [
      ...keyColumns(1),
      ...["name", "caption", "media_id", "type", "filename", "path", "format"].map((name) => ({
        name,
        type: 2,
        valueCount: 1,
        ...textBody(text),
      })),
    ];
    board.metadata({
      name: `n${text}`,
      board_id: `i${text}`,
      config: { [`k${text}`]: text },
      runtime: { argv: [text], [text]: text },
    }).journal(
      frameOf(forgedPayload({ rowCount: 1, columns })),
      frameOf(forgedPayload({ table: 2, rowCount: 1, columns: table })),
      frameOf(forgedPayload({ table: 1, rowCount: 1, columns: media })),
    );
  };
}

function textBody(text: string): { valueBytes: number; body: Uint8Array } {
  const bytes = new TextEncoder().encode(text);
  const body = new Uint8Array(8 + bytes.length);
  body.set(bytesOf(Uint32Array.of(text.length)));
  body.set(bytes, 8);
  return { valueBytes: bytes.length, body };
}

/** Texts that steer a terminal, in all places where a board has text. */
export const TEXTS: Record<string, Forgery> = {
  ...Object.fromEntries(
    Object.entries(STEERING).map(([kind, text]) => [`texts_with_${kind}`, named(text)]),
  ),
  texts_in_broken_metadata: (board) => {
    const { escape = "", c1 = "", bidi = "" } = STEERING;
    board.metadata(`{"format_version":1,"backend":"${c1}${bidi}","created_at":"${escape}"`);
  },
  texts_in_backend_and_dates: (board) => {
    const text = Object.values(STEERING).join("");
    board.killed({
      backend: `duck${text}`,
      created_at: `2026${text}`,
      finished_at: text,
      status: text,
    });
  },
  texts_in_names_of_files: (board) => {
    const text = Object.values(STEERING).join("").replaceAll("/", "");
    board.copyOf("duckdb").killed();
    for (const dir of ["data", "media", "logs", "data/journal"]) {
      board.file(`${dir}/x${text}.parquet`, "x");
    }
    board.link(`media/${text}`, `/nowhere/${text}`);
  },
};
