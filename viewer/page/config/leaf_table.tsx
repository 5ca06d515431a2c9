import { useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { LongText } from "../ui/long_text.tsx";
import { ScrollFrame } from "../ui/scroll_frame.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import type { MetadataLeaf } from "./compare_metadata.ts";
import { JsonValue } from "./json_value.tsx";

/** Props of {@linkcode LeafTable}. */
export interface LeafTableProps {
  /** The accessible name of the table. */
  label: string;
  leaves: MetadataLeaf[];
  boards: BoardInfo[];
}

/** Values of metadata: one row per path, one column per board. */
export function LeafTable({ label, leaves, boards }: LeafTableProps) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <ScrollFrame box={box}>
      <div class="leaf-box" ref={box} tabIndex={0} role="region" aria-label={label}>
        <table class="leaf-table">
          <thead>
            <tr>
              <th scope="col">Key</th>
              {boards.length === 1
                ? <th scope="col">Value</th>
                : boards.map((board) => (
                  <th scope="col" key={board.boardId}>
                    <RunLabel board={board} />
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {leaves.map(({ path, values }) => (
              <tr key={path}>
                <th scope="row">
                  <LongText text={path} />
                </th>
                {boards.map((board, i) => (
                  <td key={board.boardId}>
                    <JsonValue value={values[i]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ScrollFrame>
  );
}
