import { canBe, formatOf, isImageFormat, type MediaType } from "../../format/media_formats.ts";
import { copyFileLater } from "../../system/copy_file.ts";
import { OpenFile } from "../../system/open_file.ts";
import { realPath } from "../../system/real_path.ts";
import { sleep } from "../../system/sleep.ts";
import { importLate } from "../import_late.ts";
import type { MediaRecord, MediaSource } from "../records.ts";
import { encodePng } from "./png.ts";
import { encodeWav } from "./wav.ts";

/** An image waits so long for what reads its size, which may have to be downloaded. */
const MAX_WAIT_MS = 10_000;
/** So many bytes of a file are enough to find an image's size in them. */
const HEAD_BYTES = 512 * 1024;
/** The largest width and height that their columns can have. */
const MAX_PIXELS = 2 ** 31 - 1;

interface Size {
  width: number | null;
  height: number | null;
}

interface ImageSizeModule {
  imageSize(bytes: Uint8Array): { width: number; height: number };
}

/** A medium's content: bytes, or a copy of its file. */
export interface MediaContent {
  /** The content, where it is in memory. */
  bytes?: Uint8Array;
  /** The copy, where the content is not in memory. */
  path: string;
  /** The content's size. */
  sizeBytes: number;
  /** The file name's extension. */
  format: string;
  /** In pixels; `null` for what is no image. */
  width: number | null;
  /** In pixels; `null` for what is no image. */
  height: number | null;
}

/** A medium's content cannot be read: its file was removed, say, or is broken. */
export class MediaSourceError extends Error {
  override name = "MediaSourceError";
}

/**
 * Reads the content of a source: encodes pixels and samples, fetches blobs,
 * and copies files, without holding them in memory.
 *
 * @param record A medium's type and source.
 * @param copyPath Where to copy a file to.
 * @throws {MediaSourceError} Where the content cannot be read, or is of another type.
 */
export async function readContent(
  { source, type }: Pick<MediaRecord, "source" | "type">,
  copyPath: string,
): Promise<MediaContent> {
  switch (source.kind) {
    case "pixels": {
      const { width, height } = source;
      const bytes = encodePng(source);
      return { bytes, path: copyPath, sizeBytes: bytes.length, format: "png", width, height };
    }
    case "samples":
      return await inMemory(encodeWav(source), "wav", copyPath);
    case "bytes":
      return await inMemory(source.bytes, source.format, copyPath);
    case "blob":
      return await readBlob(source.url, type, copyPath);
    case "file":
      return await copyFile(source, copyPath);
    case "lost":
      throw new MediaSourceError(source.reason);
  }
}

async function inMemory(bytes: Uint8Array, format: string, path: string): Promise<MediaContent> {
  return { bytes, path, sizeBytes: bytes.length, format, ...await sizeOf(bytes, format) };
}

async function readBlob(url: string, type: MediaType, copyPath: string): Promise<MediaContent> {
  let bytes: Uint8Array;
  try {
    bytes = await (await fetch(url)).bytes();
  } catch (cause) {
    throw new MediaSourceError("The blob cannot be read any more", { cause });
  }
  const found = formatOf(bytes);
  if (found === undefined) throw new MediaSourceError("The blob is of no known media format");
  if (!canBe(found, type)) throw new MediaSourceError(`The blob is ${found.format}, no ${type}`);
  return await inMemory(bytes, found.format, copyPath);
}

async function copyFile(
  { path, format, version }: Extract<MediaSource, { kind: "file" }>,
  copyPath: string,
): Promise<MediaContent> {
  await checkVersion(path, version);
  await copyFileLater(path, copyPath);
  await checkVersion(path, version); // It may have been written to while it was copied.
  using copy = await OpenFile.openLater(copyPath);
  const head = new Uint8Array(HEAD_BYTES);
  const length = await copy.readLater(head);
  const { size } = await copy.infoLater();
  return {
    path: copyPath,
    sizeBytes: size,
    format,
    ...await sizeOf(head.subarray(0, length), format),
  };
}

/** Tells a source that fails from a full disk, and one that has changed since it was logged. */
async function checkVersion(path: string, expected?: string): Promise<void> {
  let found: string;
  try {
    using source = await OpenFile.openLater(realPath(path));
    ({ version: found } = await source.infoLater());
  } catch (cause) {
    throw new MediaSourceError(`The file ${path} cannot be read`, { cause });
  }
  if (expected === undefined || found === expected) return;
  throw new MediaSourceError(
    `The file ${path} was changed after it was logged, before it was copied; await flush() first`,
  );
}

/** Width and height from an image's header; `null` where they are not found in it. */
async function sizeOf(head: Uint8Array, format: string): Promise<Size> {
  if (!isImageFormat(format)) return { width: null, height: null };
  try {
    // A file is not lost for want of its size: the download may fail, or never end.
    const found = await Promise.race([
      importLate<ImageSizeModule>("what reads the size of images"),
      sleep(MAX_WAIT_MS),
    ]);
    if (found === undefined) return { width: null, height: null };
    const { width, height } = found.imageSize(new Uint8Array(head));
    return isSize(width) && isSize(height) ? { width, height } : { width: null, height: null };
  } catch {
    return { width: null, height: null };
  }
}

/** A broken header may say 0, or more than an INTEGER can have. */
function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_PIXELS;
}
