/** Decodes a percent-encoded part of a value in the address. Invalid encodings stay as they are. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
