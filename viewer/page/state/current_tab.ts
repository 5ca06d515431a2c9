import { urlSignal } from "./url_signal.ts";

/** The id of the tab that is shown. */
export const currentTab = urlSignal("tab", { fallback: "charts", push: true });
