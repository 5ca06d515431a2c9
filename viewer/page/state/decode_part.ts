/** A text that was encoded once more within the address; as it is where it was not. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
