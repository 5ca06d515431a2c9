/**
 * Writes a small file beside its place, and renames it: who reads it sees the
 * old one or the new one. Without fsync: a power failure may take it back.
 */
export function replaceFile(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.tmp`, text);
  Deno.renameSync(`${path}.tmp`, path);
}
