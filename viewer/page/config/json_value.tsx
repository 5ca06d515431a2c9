import type { Json } from "../../protocol/api.ts";
import { LongText } from "../ui/long_text.tsx";

/** A JSON value without branches, in a colour for its type. */
export function JsonValue({ value }: { value: Json | undefined }) {
  if (value === undefined) return <span class="json-none">–</span>;
  const kind = value === null ? "null" : typeof value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return <span class={`json-${kind}`}>{text === "" ? "(empty)" : <LongText text={text} />}</span>;
}
