import { isTelling } from "../state/is_telling.ts";
import { noNotifications, toggleNotifications } from "./notifications.ts";

const LABEL = "Notify me of alerts, crashes, stalls and ends of runs";

/** Turns notifications on and off; off until somebody clicks it. */
export function NotifyButton() {
  const missing = noNotifications.value;
  return (
    <button
      type="button"
      class="icon-button notify-button"
      aria-label={LABEL}
      aria-pressed={isTelling.value}
      title={missing ?? `${LABEL}: ${isTelling.value ? "on" : "off"}`}
      disabled={missing !== null}
      onClick={toggleNotifications}
    >
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
        <path
          d="M8 2a4 4 0 0 0-4 4v3l-1.5 2.5h11L12 9V6a4 4 0 0 0-4-4Zm-1.5 11a1.5 1.5 0 0 0 3 0"
          fill={isTelling.value ? "currentColor" : "none"}
          stroke="currentColor"
          stroke-width="1.3"
          stroke-linejoin="round"
        />
      </svg>
    </button>
  );
}
