import { effect } from "@preact/signals";
import type { ViewerEvents } from "../../protocol/api.ts";
import { connection } from "./connection.ts";
import { boards, bump, refreshAll, refreshBoards, refreshSoon } from "./store.ts";

/** How often is asked without the stream of events, and whether a server that was gone is back. */
const POLL_MS = 2000;
/** How often is asked although the stream of events stands. */
const CALM_POLL_MS = 30_000;

let stream: EventSource | null = null;
let streaming = false;

/**
 * Begins to follow the server: by its stream of events, and by asking where
 * there is none. A page that nobody sees does neither: a browser has six
 * connections for all its pages together. Called once.
 */
export function followServer(): void {
  let asked = 0;
  const poll = async () => {
    if (document.hidden) return;
    const now = performance.now();
    if (streaming && now - asked < CALM_POLL_MS) return;
    asked = now;
    await refreshBoards();
    if (connection.peek() !== "online" || streaming) return;
    bumpLive();
    // Where the browser has given up for good, another one is opened.
    if (stream?.readyState === EventSource.CLOSED) listen();
  };
  setInterval(poll, POLL_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stopListening();
    else {
      listen();
      refreshAll();
    }
  });
  if (!document.hidden) listen();
  refreshBoards();

  // What was missed while the server was away is asked for once it is back.
  let wasOffline = false;
  effect(() => {
    const state = connection.value;
    if (state === "online" && wasOffline) refreshAll();
    wasOffline = state === "offline";
  });
}

function bumpLive(): void {
  for (const { boardId, live } of boards.peek() ?? []) if (live) bump(boardId);
}

function listen(): void {
  stopListening();
  stream = new EventSource("/api/events");
  stream.onopen = () => {
    streaming = true;
    // What came before it stood, it does not tell.
    bumpLive();
    refreshBoards();
  };
  stream.onerror = () => streaming = false;
  on(stream, "boards", () => refreshBoards());
  on(stream, "board", ({ id }) => {
    bump(id);
    // It may have a metric that the list does not know yet.
    refreshSoon();
  });
}

function stopListening(): void {
  stream?.close();
  stream = null;
  streaming = false;
}

function on<K extends keyof ViewerEvents>(
  stream: EventSource,
  kind: K,
  listener: (data: ViewerEvents[K]) => void,
): void {
  stream.addEventListener(kind, (event) => listener(JSON.parse((event as MessageEvent).data)));
}
