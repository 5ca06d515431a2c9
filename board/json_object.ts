import { formatValue } from "./checks/format_value.ts";
import { toJson } from "./checks/to_json.ts";
import { wrapError } from "./checks/wrap_error.ts";
import type { JsonValue } from "../format/json_value.ts";

/**
 * Makes a JSON object of an option, by the rules of {@linkcode toJson}.
 *
 * @throws {TypeError} Where something in it has no JSON; the message has its path.
 */
export function toJsonObject(option: string, value: unknown): { [key: string]: JsonValue } {
  try {
    const json = toJson(value, { where: ` in ${option}`, refusesGaps: true });
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
    throw new TypeError(`expected an object in ${option}, received ${formatValue(value)}`);
  } catch (error) {
    throw wrapError("Cannot create a board", error);
  }
}
