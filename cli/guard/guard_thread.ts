/**
 * The thread that ends a command of `kobo` which cannot end itself: a forged board may keep the
 * command's own thread in DuckDB, or in a loop that takes ever more memory.
 *
 * @module
 */
import { endThisProcess } from "../../system/end_this_process.ts";
import { onSignals } from "../../system/on_signals.ts";
import { ownResidentBytes } from "../../system/resident_bytes.ts";
import type { GuardCommand, GuardReport } from "./guard_message.ts";
import { GRACE_MS, MEMORY_GRACE_MS } from "./grace.ts";

/** How often the memory is looked at. */
const WATCH_MS = 50;

const worker = self as unknown as {
  onmessage: (event: MessageEvent<GuardCommand>) => void;
  postMessage(report: GuardReport): void;
};

let limitBytes = Infinity;
let isOver = false;
let listening: Disposable | undefined;

worker.onmessage = ({ data }) => {
  if (data.kind === "limit") limitBytes = data.bytes;
  else if (!data.listens) {
    listening?.[Symbol.dispose]();
    listening = undefined;
  } else {
    // The command's thread has the same signal, and usually ends before.
    listening ??= onSignals(["SIGINT", "SIGTERM"], () => {
      setTimeout(endThisProcess, 2 * GRACE_MS);
    });
  }
};

setInterval(() => {
  if (isOver || ownResidentBytes() < limitBytes) return;
  isOver = true;
  worker.postMessage({ kind: "memory" });
  setTimeout(endThisProcess, MEMORY_GRACE_MS);
}, WATCH_MS);
