/** The four bytes with which every Parquet file begins and ends. */
export const PARQUET_MAGIC: Readonly<Uint8Array<ArrayBuffer>> = new TextEncoder().encode("PAR1");

/** No Parquet file is smaller: the magic bytes twice, and the length of the footer. */
const MIN_FILE_BYTES = 12;

/** Whether some bytes are Parquet's magic. */
export function isParquetMagic(bytes: Uint8Array): boolean {
  return bytes.length === PARQUET_MAGIC.length &&
    PARQUET_MAGIC.every((byte, index) => byte === bytes[index]);
}

/**
 * Whether a file begins and ends as Parquet files do. Parquet's libraries
 * search long, or break down, in a file that does not.
 *
 * @param size The file's size, in bytes.
 * @param read Reads some bytes of it.
 */
export function hasParquetMagic(
  size: number,
  read: (start: number, length: number) => Uint8Array,
): boolean {
  const { length } = PARQUET_MAGIC;
  return size >= MIN_FILE_BYTES && isParquetMagic(read(0, length)) &&
    isParquetMagic(read(size - length, length));
}
