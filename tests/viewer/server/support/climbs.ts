/** Where a path begins that may climb. */
export const DOORS: readonly string[] = [
  "/media/full_duckdb/",
  "/media/",
  "/api/boards/",
  "/api/boards/full_duckdb/logs/",
  "/",
];

/** Paths that climb out of a board's folder, however they are written, to a file two folders above. */
export function climbsTo(secret: string): string[] {
  return [
    "../../secret.txt",
    "..%2f..%2fsecret.txt",
    "%2e%2e/%2e%2e/secret.txt",
    "%2e%2e%2f%2e%2e%2fsecret.txt",
    "%252e%252e%252f%252e%252e%252fsecret.txt",
    "..\\..\\secret.txt",
    "..%5c..%5csecret.txt",
    "....//....//secret.txt",
    "..%00/..%00/secret.txt",
    "x.png%00/../../../secret.txt",
    "%c0%ae%c0%ae/%c0%ae%c0%ae/secret.txt",
    "..%ff/secret.txt",
    secret,
    encodeURIComponent(secret),
    "file:///etc/passwd",
    "C:%5cWindows%5cwin.ini",
    "metadata.json",
    "..%2fmetadata.json",
    "..%2f.lock",
  ];
}
