import { useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { LongText } from "../ui/long_text.tsx";
import { ScrollFrame } from "../ui/scroll_frame.tsx";
import { formatDateTime } from "../values/format_date_time.ts";
import { JsonValue } from "./json_value.tsx";

/** What of a run's config has changed since it began, the last change first. */
export function ConfigChanges({ board }: { board: BoardInfo }) {
  const box = useRef<HTMLDivElement>(null);
  const changes = board.metadata?.config_changes ?? [];
  if (changes.length === 0) return null;
  return (
    <ScrollFrame box={box}>
      <div class="leaf-box" ref={box} tabIndex={0} role="region" aria-label="Changes of the config">
        <table class="leaf-table">
          <thead>
            <tr>
              <th scope="col">Changed</th>
              <th scope="col">Was</th>
              <th scope="col">Became</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {changes.toReversed().map(({ at, path, ...change }, i) => (
              <tr key={i}>
                <th scope="row">
                  <LongText text={path.join(".")} />
                </th>
                <td>{"from" in change ? <JsonValue value={change.from} /> : "–"}</td>
                <td>{"to" in change ? <JsonValue value={change.to} /> : "–"}</td>
                <td>{formatDateTime(Date.parse(at))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ScrollFrame>
  );
}
