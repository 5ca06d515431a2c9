import { ALERT_LIMITS } from "../../format/alert_limits.ts";

const MAX_LEVEL = 10;

/**
 * The texts of alerts, as columns of a query: no more of them than a script could have written. A
 * stranger's may have gigabytes, which are small on disk.
 */
export function alertTextsSql(): string {
  const { maxTitle, maxText } = ALERT_LIMITS;
  return `left(level::VARCHAR, ${MAX_LEVEL}) AS level, left(title::VARCHAR, ${maxTitle}) AS title,
    left(text::VARCHAR, ${maxText}) AS text`;
}
