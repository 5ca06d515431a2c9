/** The type of a medium. */
export type MediaType = "image" | "video" | "audio";

/** The format of a media file. */
export interface MediaFormat {
  /** The file name's extension, without its dot: `png`, `jpg`, `mp4`. */
  format: string;
  /** The usual type of such a file: a container may hold another. */
  type: MediaType;
}

/** So many of a file's first bytes tell its format. */
export const MAGIC_BYTES = 4096;

const TYPES: Readonly<Record<MediaType, readonly string[]>> = {
  image: ["png", "jpg", "gif", "webp", "avif", "bmp"],
  video: ["mp4", "avi", "mov", "mkv", "webm", "flv", "wmv", "m4v"],
  audio: ["mp3", "wav", "flac", "ogg", "m4a", "aac", "wma"],
};

/** Containers that are used for audio as well as for video. */
const EITHER = ["mp4", "mov", "mkv", "webm", "ogg"];

/**
 * Finds the format of a file: by its content, and by its name only where two
 * formats have the same content, as WMV and WMA.
 *
 * @param head The file's first {@linkcode MAGIC_BYTES}, or more.
 * @param extension The extension of its name, with or without a dot, in any case.
 */
export function formatOf(head: Uint8Array, extension = ""): MediaFormat | undefined {
  const named = extension.replace(/^\./, "").toLowerCase();
  const format = imageFormat(head) ?? riffFormat(head) ?? isoFormat(head, named) ??
    streamFormat(head, named) ?? audioFormat(head, named);
  if (format === undefined) return undefined;
  if (format === "ogg" && includes(head, "theora")) return { format, type: "video" };
  return { format, type: typeOf(format) };
}

/** Whether a file of this format can hold a medium of some type. */
export function canBe({ format, type }: MediaFormat, wanted: MediaType): boolean {
  return type === wanted || (wanted !== "image" && EITHER.includes(format));
}

/** Whether this is one of the formats that {@linkcode formatOf} finds. */
export function isMediaFormat(format: string): boolean {
  return Object.values(TYPES).some((formats) => formats.includes(format));
}

/** Whether this is a format of images. */
export function isImageFormat(format: string): boolean {
  return TYPES.image.includes(format);
}

function typeOf(format: string): MediaType {
  return (Object.keys(TYPES) as MediaType[]).find((type) => TYPES[type].includes(format))!;
}

function imageFormat(head: Uint8Array): string | undefined {
  if (has(head, "\x89PNG\r\n\x1a\n")) return "png";
  if (has(head, "\xff\xd8\xff")) return "jpg";
  if (has(head, "GIF87a") || has(head, "GIF89a")) return "gif";
  // "BM" alone begins many a text: its reserved bytes and the size of its second header are known.
  const isBitmap = has(head, "BM") && has(head, "\0\0\0\0", 6) && has(head, "\0\0\0", 15) &&
    [12, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0);
  return isBitmap ? "bmp" : undefined;
}

function riffFormat(head: Uint8Array): string | undefined {
  const isRiff = ["RIFF", "RF64", "BW64"].some((magic) => has(head, magic));
  if (!isRiff) return undefined;
  if (has(head, "WEBP", 8)) return "webp";
  if (has(head, "WAVE", 8)) return "wav";
  return has(head, "AVI ", 8) ? "avi" : undefined;
}

/** The family of MP4: the first box names the brand, in old QuickTime files it does not. */
function isoFormat(head: Uint8Array, named: string): string | undefined {
  if (head[0] !== 0) return undefined; // No first box is so large.
  if (!has(head, "ftyp", 4)) {
    return ["moov", "mdat", "wide", "free", "skip"].some((box) => has(head, box, 4))
      ? "mov"
      : undefined;
  }
  const brand = text(head, 8, 4);
  if (brand === "avif" || brand === "avis") return "avif";
  if (["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "crx "].includes(brand)) {
    return includes(head.subarray(0, 64), "avif") ? "avif" : undefined;
  }
  if (/^M4[AB] $/.test(brand)) return "m4a";
  if (/^M4V/.test(brand)) return "m4v";
  if (brand === "qt  ") return "mov";
  return ["mp4", "m4v", "m4a", "mov"].includes(named) ? named : "mp4";
}

function streamFormat(head: Uint8Array, named: string): string | undefined {
  if (has(head, "\x1a\x45\xdf\xa3")) {
    const start = head.subarray(0, 128);
    if (includes(start, "webm")) return "webm";
    return includes(start, "matroska") ? "mkv" : undefined;
  }
  if (has(head, "FLV\x01")) return "flv";
  if (has(head, "\x30\x26\xb2\x75\x8e\x66\xcf\x11")) {
    if (named === "wmv" || named === "wma") return named;
    const video = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b";
    return includes(head, video) ? "wmv" : "wma";
  }
  return undefined;
}

function audioFormat(head: Uint8Array, named: string): string | undefined {
  if (has(head, "OggS")) return "ogg";
  if (has(head, "fLaC")) return "flac";
  // Such tags stand before all three.
  if (has(head, "ID3")) return named === "flac" || named === "aac" ? named : "mp3";
  if (has(head, "ADIF")) return "aac";
  if (head.length < 4) return undefined;
  const [sync = 0, version = 0, rate = 0] = head;
  if (sync !== 0xff) return undefined;
  if ((version & 0xf6) === 0xf0) return "aac";
  // The frame header of MPEG layer II or III, without its reserved values.
  const isFrame = (version & 0xe0) === 0xe0 && (version & 0x18) !== 0x08 &&
    [0x02, 0x04].includes(version & 0x06) && ![0x00, 0xf0].includes(rate & 0xf0) &&
    (rate & 0x0c) !== 0x0c;
  return isFrame ? "mp3" : undefined;
}

function has(bytes: Uint8Array, magic: string, at = 0): boolean {
  return text(bytes, at, magic.length) === magic;
}

function includes(bytes: Uint8Array, magic: string): boolean {
  return text(bytes, 0, Math.min(bytes.length, MAGIC_BYTES)).includes(magic);
}

/** Bytes as characters 0 to 255. */
function text(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
