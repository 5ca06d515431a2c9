import { ChartReadout } from "./chart_readout.tsx";
import { barPlaces } from "./drawing/bar_places.ts";
import { type ChartScene, scaleX, scaleY } from "./drawing/chart_scene.ts";
import { valuesAt } from "./drawing/values_at.ts";
import type { XKind } from "./settings/chart_settings.ts";

/** Where the cursor of a chart is, in pixels of its plot. */
export interface Cursor {
  left: number;
  /** `null` where no pointer is there: another chart is pointed at, or keys have put the cursor. */
  top: number | null;
}

/** Props of {@linkcode ChartCursor}. */
export interface ChartCursorProps {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** The chart's size, in pixels. */
  width: number;
  height: number;
  cursor: Cursor;
  /** The area of the lines. */
  over: HTMLElement;
  /** Where the chart is in the window. */
  corner: { left: number; top: number };
  /** Whether the pointer is on this chart. */
  full: boolean;
}

/** What stands at the cursor: the values there, and a ring around the nearest one. */
export function ChartCursor(
  { scene, kind, isBoolean, width, height, cursor, over, corner, full }: ChartCursorProps,
) {
  const { clientWidth, clientHeight, offsetLeft, offsetTop } = over;
  const across = scaleX(scene);
  const x = across.valueAt(cursor.left / clientWidth);
  const up = full && cursor.top !== null ? 1 - cursor.top / clientHeight : null;
  const values = valuesAt(scene, x, up);
  const [nearest] = values;
  const bar = barPlaces(scene).find(({ line }) => line === nearest?.line);
  const at = nearest && {
    x: bar?.center ?? across.place(nearest.x),
    y: scaleY(scene).place(nearest.line.smoothed[nearest.index] ?? NaN),
  };
  const isInside = at !== undefined && at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1;
  return (
    <>
      {up !== null && isInside && (
        <span
          class="chart-nearest"
          style={{
            left: `${offsetLeft + at.x * clientWidth}px`,
            top: `${offsetTop + (1 - at.y) * clientHeight}px`,
            borderColor: nearest?.line.color,
          }}
        />
      )}
      <ChartReadout
        scene={scene}
        kind={kind}
        isBoolean={isBoolean}
        x={x}
        values={values}
        width={width}
        height={height}
        corner={corner}
        full={full}
        isFirstNearest={up !== null}
        left={cursor.left + offsetLeft}
      />
    </>
  );
}
