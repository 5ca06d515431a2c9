import { startTimeout, type Timer } from "../system/timer.ts";
import type { WriterClient } from "./worker/writer_client.ts";

/** Printed lines are posted to the writer after so long, or when there are so many of them. */
const POST_MS = 20;
const MAX_CHARS = 64 * 1024;

/** Decides when what the script printed is posted to the writer. */
export class OutputPoster {
  readonly #client: WriterClient;
  /** Lines that are not posted yet. */
  #lines = "";
  #timer?: Timer;

  /** @param client Takes the lines to the writer. */
  constructor(client: WriterClient) {
    this.#client = client;
  }

  /** Takes lines that the script printed. */
  add(lines: string): void {
    this.#lines += lines;
    if (this.#lines.length >= MAX_CHARS) this.post();
    else if (this.#timer === undefined) this.#startTimer();
  }

  /** Posts all lines so far. */
  post(): void {
    if (this.#lines === "") return;
    this.#client.postOutput(this.#lines);
    this.#lines = "";
  }

  /** Posts all lines so far, the last ones. */
  close(): void {
    this.post();
    this.#timer?.stop();
  }

  #startTimer(): void {
    this.#timer = startTimeout(() => {
      this.#timer = undefined;
      this.post();
    }, POST_MS);
  }
}
