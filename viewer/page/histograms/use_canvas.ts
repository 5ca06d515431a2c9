import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isDark } from "../state/theme.ts";
import { useWidth } from "../ui/use_width.ts";

/** Draws on a canvas, in CSS pixels. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/**
 * A canvas as wide as its element. It is drawn again when its width or the theme
 * changes, or one of `inputs`.
 */
export function useCanvas(
  height: number,
  draw: Draw,
  inputs: readonly unknown[],
): RefObject<HTMLCanvasElement> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const dark = isDark.value;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (width === 0 || !element || !context) return;
    const scale = devicePixelRatio;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    context.scale(scale, scale);
    draw(context, width, height);
  }, [width, height, dark, ...inputs]);
  return canvas as RefObject<HTMLCanvasElement>;
}
