import { type BackgroundFile, createBackgroundFile } from "../system/deno.ts";
import { OpenFile } from "../system/open_file.ts";
import { ignoreUnsupported } from "../system/sync_support.ts";
import type { StoreCallOptions, StoreContent } from "./store.ts";

/** What comes bit by bit, as from a network. */
export type StreamedContent = { chunks: AsyncIterable<Uint8Array> };

const CHUNK_BYTES = 1024 ** 2;

/** Writes a new file, without holding up the thread, and waits until its content is durable. */
export async function writeDurably(
  path: string,
  content: StoreContent | StreamedContent,
  { signal, rate }: StoreCallOptions = {},
): Promise<void> {
  const file = createBackgroundFile(path);
  try {
    if (content instanceof Uint8Array) {
      await rate?.take(content.length, signal);
      await writeAll(file, content);
    } else if ("chunks" in content) {
      for await (const chunk of content.chunks) {
        signal?.throwIfAborted();
        await writeAll(file, chunk);
      }
    } else {
      using source = await OpenFile.openLater(content.path);
      const buffer = new Uint8Array(CHUNK_BYTES);
      for (;;) {
        signal?.throwIfAborted();
        const count = await source.readSomeLater(buffer);
        if (count === 0) break;
        await rate?.take(count, signal);
        await writeAll(file, buffer.subarray(0, count));
      }
    }
    await file.syncData().catch((error) => ignoreUnsupported(error, "file"));
  } finally {
    file.close();
  }
}

async function writeAll(file: BackgroundFile, bytes: Uint8Array): Promise<void> {
  for (let count = 0; count < bytes.length;) count += await file.write(bytes.subarray(count));
}
