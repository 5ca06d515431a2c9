import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { ScrollFrame } from "../ui/scroll_frame.tsx";
import { formatCount } from "../values/format_count.ts";
import { formatNumber } from "../values/format_number.ts";
import type { Confusion } from "./confusion.ts";

/** Props of {@linkcode ConfusionView}. */
export interface ConfusionViewProps {
  label: string;
  confusion: Confusion;
  /** What stands above it: the run, and the step. */
  children?: ComponentChildren;
}

/**
 * A confusion table as a heat map: the darker a cell, the greater its share of the row. What is right
 * has one colour, what is wrong another.
 */
export function ConfusionView({ label, confusion, children }: ConfusionViewProps) {
  const { heading, classes, columns, counts, total, accuracy } = confusion;
  const box = useRef<HTMLDivElement>(null);
  return (
    <figure class="confusion">
      <figcaption>
        {children}
        <span class="muted">
          {formatCount(total)} in all
          {total > 0 && `, ${percent(accuracy)} of them on the diagonal`}
        </span>
      </figcaption>
      <ScrollFrame box={box}>
        <div class="confusion-box" ref={box} tabIndex={0} role="region" aria-label={label}>
          <table>
            <thead>
              <tr>
                <th scope="col">{heading}</th>
                {columns.map((column) => <th key={column} scope="col">{column}</th>)}
              </tr>
            </thead>
            <tbody>
              {counts.map((row, i) => {
                const sum = row.reduce((sum, count) => sum + count, 0);
                return (
                  <tr key={classes[i]}>
                    <th scope="row">{classes[i]}</th>
                    {row.map((count, j) => {
                      const share = sum === 0 ? 0 : count / sum;
                      return (
                        <td
                          key={j}
                          title={`${heading} ${classes[i]}, ${columns[j]}: ${count}, ${
                            percent(share)
                          } of the row`}
                          style={{ backgroundColor: heatOf(share, i === j) }}
                        >
                          {formatNumber(count)}
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </ScrollFrame>
    </figure>
  );
}

/** By the square root: a few percent that are wrong are seen, too. */
function heatOf(share: number, isRight: boolean): string {
  const part = Math.round(100 * Math.sqrt(share));
  return `color-mix(in oklab, var(--heat-${isRight ? "right" : "wrong"}) ${part}%, var(--surface))`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
