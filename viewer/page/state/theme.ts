import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { urlSignal } from "./url_signal.ts";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(prefersDark.matches);
prefersDark.addEventListener("change", ({ matches }) => systemDark.value = matches);

/** The chosen theme: `dark`, `light`, or `auto`, which is the system's. */
export const theme = urlSignal("theme", { fallback: localStorage.getItem("kobo.theme") ?? "auto" });

/** Whether the page is dark now. */
export const isDark: ReadonlySignal<boolean> = computed(() =>
  theme.value === "dark" || (theme.value !== "light" && systemDark.value)
);

/** Lets the page follow the theme. Called once. */
export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
  });
}

/** From dark to light or back. */
export function toggleTheme(): void {
  theme.value = isDark.value ? "light" : "dark";
  localStorage.setItem("kobo.theme", theme.value);
}

/** A custom property of theme.css as a colour that a canvas understands. */
export function themeColor(name: `--${string}`): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
