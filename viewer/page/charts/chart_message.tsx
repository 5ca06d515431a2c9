import type { ComponentChildren } from "preact";

/** Text in place of a chart that has nothing to show. */
export function ChartMessage(
  { height, isLoading, children }: {
    height: number;
    isLoading?: boolean;
    children: ComponentChildren;
  },
) {
  const name = isLoading ? "chart-word is-loading" : "chart-word";
  return <div class={name} style={{ height: `${height}px` }}>{children}</div>;
}
