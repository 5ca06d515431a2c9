import { useState } from "preact/hooks";
import { cutText } from "../../protocol/cut_text.ts";
import { formatCount } from "../values/format_count.ts";

/** A text that may be long: its beginning, and all of it for who asks. */
export function LongText({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  const beginning = cutText(text);
  if (isOpen || beginning === text) return <>{text}</>;
  return (
    <>
      {beginning}{" "}
      <button type="button" class="link-button" onClick={() => setOpen(true)}>
        Show all {formatCount(text.length)} characters
      </button>
    </>
  );
}
