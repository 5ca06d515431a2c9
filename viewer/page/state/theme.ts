import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { remember, remembered } from "./remembered.ts";
import { urlSignal } from "./url_signal.ts";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(prefersDark.matches);
prefersDark.addEventListener("change", ({ matches }) => systemDark.value = matches);

/** The selected theme: `dark`, `light`, or `auto` for the system's. */
export const theme = urlSignal("theme", { fallback: remembered("kobo.theme") ?? "auto" });

/** Whether the page is dark at the moment. */
export const isDark: ReadonlySignal<boolean> = computed(() =>
  theme.value === "dark" || (theme.value !== "light" && systemDark.value)
);

/** Applies the theme to the document, now and whenever it changes. Called once. */
export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
  });
}

/** Switches between dark and light. */
export function toggleTheme(): void {
  theme.value = isDark.value ? "light" : "dark";
  remember("kobo.theme", theme.value);
}

/** The colour of a custom property of theme.css, in a form that a canvas understands. */
export function themeColor(name: `--${string}`): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
