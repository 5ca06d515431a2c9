/** How long the texts of an alert may be, in characters. */
export const ALERT_LIMITS = { maxTitle: 500, maxText: 20_000 };
