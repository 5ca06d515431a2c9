/** Makes the browser save a file, as for a download. */
export function saveFile(filename: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = filename.replace(/[^\p{L}\p{N}.-]+/gu, "_");
  link.click();
  // Browsers start to read the blob after this turn; if it is revoked earlier, some save nothing.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
