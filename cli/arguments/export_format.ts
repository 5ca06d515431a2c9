/** The formats that `kobo export` writes. Each is a file extension, too. */
export const EXPORT_FORMATS = ["csv", "json", "parquet"] as const;
/** One of {@linkcode EXPORT_FORMATS}. */
export type ExportFormat = typeof EXPORT_FORMATS[number];
