import { CONFIG_LIMITS, findJsonExcess } from "../format/json_limits.ts";
import { formatValue } from "./checks/format_value.ts";
import { toJson } from "./checks/to_json.ts";
import type { JsonValue } from "../format/json_value.ts";

/** With it, `metadata.json` stays well below what readers take of one. */
const MAX_LENGTH = 4 * 1024 ** 2;

/**
 * Makes a JSON object of an option, by the rules of {@linkcode toJson}.
 *
 * @throws {TypeError} Where something in it has no JSON; the message has its path.
 * @throws {RangeError} Where readers would refuse it for its size or depth.
 */
export function toJsonObject(option: string, value: unknown): { [key: string]: JsonValue } {
  const json = toJson(value, { where: ` in ${option}`, refusesGaps: true });
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError(`expected an object in ${option}, received ${formatValue(value)}`);
  }
  const text = JSON.stringify(json);
  const excess = text.length > MAX_LENGTH
    ? `it has more than ${MAX_LENGTH} characters`
    : findJsonExcess(text, CONFIG_LIMITS);
  if (excess === undefined) return json;
  throw new RangeError(`${option} is too large: ${excess}`);
}
