import { InvalidArgumentError } from "commander";
import { parseDuration } from "./parse_argument.ts";

/** Parses for how long a token is good: a duration, or `never`. Returns milliseconds or `null`. */
export function parseExpiry(text: string): number | null {
  if (text === "never") return null;
  const ms = parseDuration(text);
  if (ms > 0 && Date.now() + ms < 8.64e15) return ms;
  throw new InvalidArgumentError("Expected more than no time, and less than 200,000 years.");
}
