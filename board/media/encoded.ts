import { infoOf } from "../../system/file_info.ts";
import { OpenFile } from "../../system/open_file.ts";
import { realPath } from "../../system/real_path.ts";
import { extname } from "@std/path";
import type { CallBuffers } from "../memory/call_buffers.ts";
import { formatValue } from "../checks/format_value.ts";
import { localPath } from "../checks/local_path.ts";
import {
  formatOf,
  MAGIC_BYTES,
  type MediaFormat,
  type MediaType,
} from "../../format/media_formats.ts";
import type { MediaSource } from "../../writer/records.ts";

/**
 * An encoded file: its bytes, a `Blob`, a path relative to the working
 * directory, or a file URL.
 */
export type Encoded = Uint8Array | ArrayBuffer | Blob | string | URL;

/** Where the content of an encoded file comes from, and its type and format as far as they are known. */
export interface EncodedSource {
  source: MediaSource;
  /** `undefined` for a blob without a media type. */
  type?: MediaType;
  /** `undefined` for a blob: its content can only be read asynchronously. */
  format?: MediaFormat;
}

const FORMATS = "PNG, JPEG, GIF, WebP, AVIF, BMP; MP4, AVI, MOV, MKV, WebM, FLV, WMV, M4V; " +
  "MP3, WAV, FLAC, OGG, M4A, AAC, WMA";

/** Whether a value is an {@linkcode Encoded}. */
export function isEncoded(value: unknown): value is Encoded {
  return typeof value === "string" || value instanceof Uint8Array ||
    value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ||
    value instanceof Blob || value instanceof URL;
}

/**
 * Copies bytes. Blobs and files are only referred to: `takeFile()` or the writer reads them.
 *
 * @throws {TypeError} Where the format is unknown or the file cannot be read.
 */
export function toEncodedSource(data: Encoded, buffers: CallBuffers): EncodedSource {
  if (data instanceof Blob) return fromBlob(data, buffers);
  if (typeof data === "string" || data instanceof URL) return fromFile(localPath(data));
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const format = formatOf(bytes);
  if (format === undefined) {
    throw new TypeError(
      `expected the content of a file (${FORMATS}), received ${bytes.length} bytes of no known ` +
        `format; pixels need a width and a height`,
    );
  }
  const source: MediaSource = {
    kind: "bytes",
    bytes: buffers.copy(Uint8Array, bytes),
    format: format.format,
  };
  return { source, type: format.type, format };
}

function fromBlob(blob: Blob, buffers: CallBuffers): EncodedSource {
  if (blob.size === 0) {
    throw new TypeError("expected the content of a file, received an empty blob");
  }
  const [kind] = blob.type.split("/");
  const type = (["image", "video", "audio"] as const).find((known) => known === kind);
  return { source: { kind: "blob", url: buffers.urlOf(blob) }, type };
}

function fromFile(path: string): EncodedSource {
  const head = readHead(path);
  const format = formatOf(head, extname(path));
  if (format === undefined) {
    const empty = head.length === 0 ? ", which is empty" : "";
    throw new TypeError(`expected a file of a known format (${FORMATS}), received ${path}${empty}`);
  }
  return { source: { kind: "file", path, format: format.format }, type: format.type, format };
}

function readHead(path: string): Uint8Array {
  const head = new Uint8Array(MAGIC_BYTES);
  try {
    const target = realPath(path); // OpenFile follows no links, and the script's file may be one.
    if (!infoOf(target).isFile) throw new Error("it is no file");
    using file = new OpenFile(target);
    return head.subarray(0, file.read(head));
  } catch (cause) {
    throw new TypeError(
      `expected a file that can be read, received ${formatValue(path)} ` +
        `(${(cause as Error).message})`,
      { cause },
    );
  }
}
