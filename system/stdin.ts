import process from "node:process";

/** What comes over stdin, piece by piece, until its end. */
export async function* readStdin(): AsyncGenerator<Uint8Array> {
  for await (const chunk of process.stdin) yield chunk;
}

/** All that comes over stdin, as text in UTF-8. */
export async function readStdinText(): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of readStdin()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
