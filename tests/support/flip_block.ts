/** The head of a DuckDB file, before its first block. */
export const HEADER_BYTES: number = 3 * 4096;
/** How large its blocks are by default. */
export const BLOCK_BYTES: number = 256 * 1024;

/** Flips a bit in the midst of a block of a DuckDB file; once more, and it is as it was. */
export function flipBlock(path: string, block: number): void {
  using file = Deno.openSync(path, { read: true, write: true });
  const at = HEADER_BYTES + block * BLOCK_BYTES + BLOCK_BYTES / 2;
  const byte = new Uint8Array(1);
  file.seekSync(at, Deno.SeekMode.Start);
  file.readSync(byte);
  byte[0]! ^= 1;
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(byte);
}
