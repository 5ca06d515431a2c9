/**
 * The options of ATTACH for a file that is written, so that DuckDB 1.1 is the first version that
 * reads it. For earlier ones each commit would turn the sketch that counts a column's distinct values
 * into what they read, which takes longer than all else of a commit of thousands of columns. As an
 * option of the instance it holds for new files alone.
 */
export const WRITE_ACCESS = "READ_WRITE, STORAGE_VERSION 'v1.1.0'";
