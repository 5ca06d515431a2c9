import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWidth } from "../ui/use_width.ts";
import { isDark } from "../state/theme.ts";

/** Draws, in CSS pixels, on a canvas that is as wide as its element. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** A canvas that is drawn again when its width, the theme or what is drawn changes. */
export function useCanvas(
  height: number,
  draw: Draw,
  inputs: readonly unknown[],
): RefObject<HTMLCanvasElement> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const dark = isDark.value;
  useEffect(() => {
    if (width === 0) return;
    const scale = devicePixelRatio;
    const element = canvas.current!;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    const context = element.getContext("2d")!;
    context.scale(scale, scale);
    draw(context, width, height);
  }, [width, height, dark, ...inputs]);
  return canvas as RefObject<HTMLCanvasElement>;
}
