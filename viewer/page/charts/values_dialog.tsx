import { useRef } from "preact/hooks";
import { Dialog } from "../ui/dialog.tsx";
import { ScrollFrame } from "../ui/scroll_frame.tsx";
import { saveFile } from "../ui/save_file.ts";
import { formatLoggedInFull } from "../values/format_logged.ts";
import { toCsv } from "../values/to_csv.ts";
import type { ChartScene } from "./drawing/chart_scene.ts";
import { formatX } from "./drawing/format_x.ts";
import { lastValues, valuesAt } from "./drawing/values_at.ts";
import { xColumn } from "./x_column.ts";
import { type XKind, xName } from "./settings/chart_settings.ts";

/** Props of {@linkcode ValuesDialog}. */
export interface ValuesDialogProps {
  /** What the chart shows. */
  name: string;
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** The x of which the values are; `null` for the last value of each line. */
  x: number | null;
  onClose: () => void;
}

/** All values of a chart at one x, with all their digits: a table that can be selected and saved. */
export function ValuesDialog({ name, scene, kind, isBoolean, x, onClose }: ValuesDialogProps) {
  const box = useRef<HTMLDivElement>(null);
  const values = x === null ? lastValues(scene) : valuesAt(scene, x);
  const title = x === null ? `${name}: last values` : `${name} at ${formatX(nearestX(x), kind)}`;
  const isSmoothed = values.some(({ y, smoothed }) => !Object.is(y, smoothed));
  const hasBands = values.some(({ band }) => band !== undefined);
  /** A pointer is between steps: the values are of one of them. */
  function nearestX(x: number): number {
    return values.map((value) => value.x)
      .reduce((a, b) => Math.abs(b - x) < Math.abs(a - x) ? b : a, values[0]?.x ?? x);
  }
  const text = (value: number | undefined) =>
    value === undefined
      ? ""
      : isBoolean && (value === 0 || value === 1)
      ? String(value === 1)
      : formatLoggedInFull(value);
  const rows = values.map(({ line: { id, name, color }, x, y, smoothed, band, index }) => {
    const numbers = [
      y,
      ...isSmoothed ? [smoothed] : [],
      ...hasBands ? [band?.low[index], band?.high[index], band?.counts[index]] : [],
    ];
    return { id, name, color, x, numbers, cells: [formatX(x, kind), ...numbers.map(text)] };
  });
  const heads = [
    ...[xName.value, "Value"],
    ...isSmoothed ? ["Smoothed"] : [],
    ...hasBands ? ["Low", "High", "n"] : [],
  ];
  const save = () => {
    const [, ...others] = heads;
    const csv = toCsv(
      ["run", xColumn(kind, xName.value), ...others],
      rows.map(({ name, x, numbers }) => [name, x, ...numbers]),
    );
    saveFile(`${title}.csv`, new Blob([csv], { type: "text/csv" }));
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <button type="button" class="button" disabled={rows.length === 0} onClick={save}>
          Download CSV
        </button>
      }
    >
      {rows.length === 0 ? <p class="empty">No line has a value here.</p> : (
        <ScrollFrame box={box}>
          <div class="chart-values" ref={box} tabIndex={0} role="group" aria-label="Values">
            <table>
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  {heads.map((head, i) => <th scope="col" key={i}>{head}</th>)}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ id, name, color, cells }) => (
                  <tr key={id}>
                    <th scope="row">
                      <span class="run-dot" style={{ backgroundColor: color }} /> {name}
                    </th>
                    {cells.map((cell, i) => <td key={i}>{cell}</td>)}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </ScrollFrame>
      )}
    </Dialog>
  );
}
