import { serve } from "../../viewer/server/mod.ts";
import { note } from "../output/print.ts";

/** Options of `kobo view`. */
export interface ViewOptions {
  /** Default: the server's usual one, or a free one. */
  port?: number;
  /** The address to listen on. */
  host?: string;
  /** Whether the page is opened in the browser. */
  open: boolean;
}

/** `kobo view`; ends with Ctrl+C. */
export async function view(baseDir: string, { port, host, open }: ViewOptions): Promise<void> {
  const end = new AbortController();
  const interrupt = () => end.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    await serve({ baseDir, port, host, open, signal: end.signal, log: note }).finished;
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
}
