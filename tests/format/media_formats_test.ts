import { assertEquals } from "@std/assert";
import { canBe, formatOf } from "../../format/media_formats.ts";

const ASF = "\x30\x26\xb2\x75\x8e\x66\xcf\x11";
const ASF_VIDEO = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b";
const EBML = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82";
const FTYP = "\0\0\0\x20ftyp";

const FILES: readonly [head: string, extension: string, format: string, type: string][] = [
  ["\x89PNG\r\n\x1a\n", "", "png", "image"],
  ["\xff\xd8\xff\xe0", ".png", "jpg", "image"],
  ["GIF87a", "", "gif", "image"],
  ["RIFF\0\0\0\0WEBP", "", "webp", "image"],
  [`${FTYP}avif`, "", "avif", "image"],
  [`${FTYP}mif1\0\0\0\0avif`, "", "avif", "image"],
  ["BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "", "bmp", "image"],
  [`${FTYP}isom`, "", "mp4", "video"],
  [`${FTYP}isom`, ".M4V", "m4v", "video"],
  [`${FTYP}M4V `, "", "m4v", "video"],
  [`${FTYP}qt  `, ".mp4", "mov", "video"],
  ["\0\0\0\x08moov", "", "mov", "video"],
  ["RIFF\0\0\0\0AVI ", "", "avi", "video"],
  [`${EBML}\x84webm`, ".mkv", "webm", "video"],
  [`${EBML}\x88matroska`, "", "mkv", "video"],
  ["FLV\x01", "", "flv", "video"],
  [ASF, ".wmv", "wmv", "video"],
  [ASF + ASF_VIDEO, "", "wmv", "video"],
  [ASF, "", "wma", "audio"],
  ["ID3\x04", "", "mp3", "audio"],
  ["\xff\xfb\x90\x64", "", "mp3", "audio"],
  ["\xff\xf1\x50\x80", "", "aac", "audio"],
  ["ID3\x04", ".aac", "aac", "audio"],
  ["RIFF\0\0\0\0WAVE", "", "wav", "audio"],
  ["RF64\0\0\0\0WAVE", "", "wav", "audio"],
  ["fLaC", "", "flac", "audio"],
  ["OggS\0\x02vorbis", "", "ogg", "audio"],
  ["OggS\0\x02\x80theora", "", "ogg", "video"],
  [`${FTYP}M4A `, ".mp4", "m4a", "audio"],
];

for (const [head, extension, format, type] of FILES) {
  Deno.test(`formatOf() finds ${format} in ${JSON.stringify(head.slice(0, 20))}${extension}`, () => {
    assertEquals<unknown>(formatOf(bytes(head), extension), { format, type });
  });
}

for (
  const head of [
    "",
    "\0",
    "BMW is a car maker",
    "The free world",
    "\xff\xfeH\0i\0",
    `${FTYP}heic`,
    "RIFF\0\0\0\0ACON",
    "\x1a\x45\xdf\xa3other",
    "PNG",
    "<svg/>",
  ]
) {
  Deno.test(`formatOf() finds nothing in ${JSON.stringify(head)}`, () => {
    assertEquals(formatOf(bytes(head), ".png"), undefined);
  });
}

Deno.test("canBe() lets containers be video and audio, and nothing else an image", () => {
  assertEquals(canBe({ format: "webm", type: "video" }, "audio"), true);
  assertEquals(canBe({ format: "avi", type: "video" }, "audio"), false);
  assertEquals(canBe({ format: "mp4", type: "video" }, "image"), false);
});

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
