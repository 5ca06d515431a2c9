import { eventText, type RunEvent } from "../../../format/run_event.ts";
import { currentTab } from "../state/current_tab.ts";
import { selectBoards } from "../state/selection.ts";

/** So many events at once are told one by one; of more there is one notification. */
const MAX_SINGLE = 4;

const TITLES: Record<RunEvent["kind"], string> = {
  alert: "Alert",
  stalled: "Stalled",
  recovered: "Logs again",
  finished: "Finished",
  crashed: "Crashed",
  interrupted: "Interrupted",
};

/** Tells of events by the browser's notifications. @throws Where the browser has none for pages. */
export function notify(events: readonly RunEvent[]): void {
  if (events.length === 0) return;
  if (events.length <= MAX_SINGLE) {
    for (const event of events) show(titleOf(event), eventText(event), [event]);
    return;
  }
  const lines = events.slice(0, MAX_SINGLE).map(eventText);
  const more = events.length - lines.length;
  show(`${events.length} events of runs`, [...lines, `and ${more} more`].join("\n"), events);
}

function titleOf({ kind, name, title }: RunEvent): string {
  return kind === "alert" ? `${name}: ${title}` : `${TITLES[kind]}: ${name}`;
}

function show(title: string, body: string, events: readonly RunEvent[]): void {
  const notification = new Notification(title, { body });
  notification.onclick = () => {
    focus();
    selectBoards(events.map(({ boardId }) => boardId));
    currentTab.value = events.every(({ kind }) => kind === "crashed") ? "logs" : "charts";
    notification.close();
  };
}
