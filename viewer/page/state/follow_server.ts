import { effect } from "@preact/signals";
import type { ViewerEvents } from "../../protocol/api.ts";
import { raiseTick } from "./board_ticks.ts";
import { boards } from "./boards.ts";
import { connection } from "./connection.ts";
import { isTelling } from "./is_telling.ts";
import { refreshAll, refreshBoards, refreshSoon } from "./refresh_boards.ts";
import { noticesChanged, sharedServer } from "./shared_page.ts";
import { signedOut } from "./signed_out.ts";

/** How often the page polls while it has no stream of events. */
const POLL_MS = 2000;
/**
 * How often a page polls that tells of what happens to runs, also while it is hidden: the server reads
 * a live board again when it is asked for the list, some time after a row has come.
 */
const TELLING_POLL_MS = 5000;
/** How often the page polls although it has a stream of events. */
const CALM_POLL_MS = 30_000;

/** A stream that is silent for so long is dead: its server says something every 15 seconds. */
const SILENT_MS = 50_000;

let stream: EventSource | null = null;
/** When the stream said something last. */
let heardAt = 0;
let streaming = false;

/**
 * Starts to follow the server: by its stream of events, and by polling while
 * there is none. A hidden page has no stream, because a browser has only six
 * connections for all pages of one server; it polls if it tells of runs. Called once.
 */
export function followServer(): void {
  if (sharedServer !== null) {
    followFiles();
    return;
  }
  let polledAt = 0;
  const poll = async () => {
    if (document.hidden && !isTelling.peek() || signedOut.peek()) return;
    const now = performance.now();
    // As after a laptop has slept: the connection is dead, and nothing says so.
    if (streaming && now - heardAt > SILENT_MS) listen();
    const calmMs = isTelling.peek() ? TELLING_POLL_MS : CALM_POLL_MS;
    if ((streaming || document.hidden) && now - polledAt < calmMs) return;
    polledAt = now;
    await refreshBoards();
    if (connection.peek() !== "online" || streaming || document.hidden) return;
    raiseLiveTicks();
    // The browser reconnects a stream on its own, unless it has closed it for good.
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

  // Events were missed while the server did not respond.
  let wasOffline = false;
  effect(() => {
    const state = connection.value;
    if (state === "online" && wasOffline) {
      if (!document.hidden) listen();
      refreshAll();
    }
    wasOffline = state === "offline";
  });
}

/** Shared files do not change: they are only asked for again while they cannot be reached. */
function followFiles(): void {
  effect(() => {
    if (noticesChanged.value > 0) refreshAll();
  });
  refreshBoards();
  setInterval(() => {
    if (!document.hidden && connection.peek() === "offline") refreshBoards();
  }, POLL_MS);
}

function raiseLiveTicks(): void {
  for (const { boardId, live } of boards.peek() ?? []) if (live) raiseTick(boardId);
}

function listen(): void {
  stopListening();
  stream = new EventSource("api/events");
  stream.onopen = () => {
    streaming = true;
    heardAt = performance.now();
    // The stream does not repeat what happened before it was open.
    raiseLiveTicks();
    refreshBoards();
  };
  stream.onerror = () => streaming = false;
  on(stream, "ping", () => {});
  on(stream, "boards", () => refreshBoards());
  on(stream, "board", ({ id }) => {
    raiseTick(id);
    // The list does not know yet of metrics that the board logged for the first time.
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
  stream.addEventListener(kind, (event) => {
    heardAt = performance.now();
    listener(JSON.parse((event as MessageEvent).data));
  });
}
