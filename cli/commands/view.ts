import { exit } from "../../system/deno.ts";
import { onSignals } from "../../system/on_signals.ts";
import { serve } from "../../viewer/server/mod.ts";
import { printMessage } from "../output/print.ts";

/** Options of `kobo view`. */
export interface ViewOptions {
  /** Default: the server's usual port, or a free one if that is taken. */
  port?: number;
  /** The address to listen on. */
  host?: string;
  /** Whether to open the page in the browser. */
  open: boolean;
}

/** `kobo view`. Runs until Ctrl+C or SIGTERM; a second one does not wait for what still runs. */
export async function view(baseDir: string, { port, host, open }: ViewOptions): Promise<void> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) exit(0); // As after the first: this is how it is meant to end.
    controller.abort();
  };
  using _listening = onSignals(["SIGINT", "SIGTERM"], stop);
  const { signal } = controller;
  await serve({ baseDir, port, host, open, signal, log: printMessage }).finished;
}
