/**
 * Reads an answer, and of a longer one no more than asked.
 *
 * @param onBytes Is called with how many bytes have come, each time that some do.
 * @throws {Error} Where it has fewer bytes than it says.
 */
export async function readAnswer(
  response: Response,
  method: string,
  maxBytes: number,
  onBytes: (count: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const length = response.headers.get("content-length");
  const expected = method === "HEAD" || length === null ? undefined : Number(length);
  const chunks: Uint8Array[] = [];
  let count = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined && count < maxBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    count += value.length;
    onBytes(value.length);
  }
  await reader?.cancel();
  if (expected !== undefined && count < Math.min(expected, maxBytes)) {
    throw new Error(`expected ${expected} bytes, received ${count}`);
  }
  const bytes = new Uint8Array(Math.min(count, maxBytes));
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
