/**
 * Shows tables, charts and images in a notebook of Deno's Jupyter kernel, as
 * in `await Deno.jupyter.display(table(rows))`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><body></body>");
const MAX_TEXT = 60;

/** Rows as a table. A cell is a value, or an element, such as {@linkcode image} makes. */
export function table(rows: readonly Record<string, unknown>[], columns = columnsOf(rows)) {
  const element = document.createElement("table");
  element.append(
    rowOf("th", columns),
    ...rows.map((row) => rowOf("td", columns.map((column) => row[column]))),
  );
  const text = rows.map((row) => columns.map((column) => textOf(row[column])).join("\t"));
  return shown({
    "text/html": element.outerHTML,
    "text/plain": [columns.join("\t"), ...text].join("\n"),
  });
}

/** A chart of Observable Plot. It is an SVG of its own: GitHub and other pages show it too. */
export function chart(options: Plot.PlotOptions) {
  const svg = Plot.plot({
    document,
    width: 720,
    height: 260,
    style: { background: "white", color: "black" },
    ...options,
  });
  return shown({ "image/svg+xml": svg.outerHTML, "text/plain": "A chart" });
}

/** An image's file, for a cell of a table or for {@linkcode gallery}. */
export function image(path: string, caption = "", width = 64): HTMLElement {
  const element = document.createElement("img");
  const format = path.slice(path.lastIndexOf(".") + 1).replace("jpg", "jpeg");
  element.setAttribute("src", `data:image/${format};base64,${base64(path)}`);
  element.setAttribute("width", String(width));
  element.setAttribute("alt", caption);
  element.setAttribute("style", "image-rendering: pixelated");
  return element;
}

/** Images side by side, each above its caption. */
export function gallery(images: readonly HTMLElement[]) {
  const element = document.createElement("div");
  for (const image of images) {
    const figure = document.createElement("figure");
    figure.setAttribute("style", "display: inline-block; margin: 4px; text-align: center");
    const caption = document.createElement("figcaption");
    caption.textContent = image.getAttribute("alt") ?? "";
    figure.append(image, caption);
    element.append(figure);
  }
  return shown({ "text/html": element.outerHTML, "text/plain": `${images.length} images` });
}

function shown(formats: Record<string, string>) {
  return { [Symbol.for("Jupyter.display")]: () => formats };
}

function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  return [...new Set(rows.flatMap(Object.keys))];
}

function rowOf(tag: "th" | "td", cells: readonly unknown[]) {
  const row = document.createElement("tr");
  for (const value of cells) {
    const cell = document.createElement(tag);
    if (typeof value === "object" && value !== null && "outerHTML" in value) {
      cell.append(value as HTMLElement);
    } else {
      cell.textContent = textOf(value);
    }
    row.append(cell);
  }
  return row;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "number") {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  }
  if (typeof value === "object" && "outerHTML" in value) return "[image]";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function base64(path: string): string {
  return Buffer.from(Deno.readFileSync(path)).toString("base64");
}
