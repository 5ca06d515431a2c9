/**
 * Shows tables, charts and images in a notebook of Deno's Jupyter kernel:
 * `await show(table(rows))`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><body></body>");
const MAX_TEXT = 60;

/** Only Deno's Jupyter kernel has this API, and only there its types exist. */
const { jupyter } = Deno as unknown as { jupyter: { display(thing: unknown): Promise<void> } };

/** The kernel may report the end of a cell before it has sent all that the cell has shown. */
const SENDING_MS = 50;

/** Shows texts, and the elements that the other functions make, one below the other. */
export async function show(...things: unknown[]): Promise<void> {
  for (const thing of things) {
    await jupyter.display(typeof thing === "string" ? shown({ "text/plain": thing }) : thing);
  }
  await new Promise((resolve) => setTimeout(resolve, SENDING_MS));
}

/** Makes a table of rows. A cell is a value or an element, such as an {@linkcode image}. */
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

/** Makes a chart of Observable Plot as an SVG with its own namespace, which GitHub shows too. */
export function chart(options: Plot.PlotOptions) {
  const svg = Plot.plot({
    document,
    width: 720,
    height: 260,
    style: { background: "white", color: "black" },
    ...options,
  });
  // It declares a namespace, but this DOM treats it as an ordinary attribute.
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return shown({ "image/svg+xml": svg.outerHTML, "text/plain": "[chart]" });
}

/** Makes a chart with one line per `name`. */
export function lines(
  points: readonly { name: string; x: number; y: number }[],
  { x, y, ...options }: { x: string; y: string; marker?: boolean; strokeWidth?: number },
) {
  const names = [...new Set(points.map(({ name }) => name))];
  return chart({
    marginLeft: 50,
    marginRight: 110,
    x: { label: x, tickFormat: (tick: number) => Number.isInteger(tick) ? String(tick) : "" },
    y: { label: y, grid: true },
    marks: [
      Plot.lineY(points, { x: "x", y: "y", stroke: "name", ...options }),
      ...names.map((name, index) =>
        Plot.text([name], {
          text: [name],
          fill: [name],
          frameAnchor: "top-right",
          textAnchor: "start",
          dx: 12,
          dy: 16 * index,
        })
      ),
    ],
  });
}

/** Makes an image of a file, for a cell of a table or for a {@linkcode gallery}. */
export function image(path: string, caption = "", width = 64): HTMLElement {
  const element = document.createElement("img");
  const format = path.slice(path.lastIndexOf(".") + 1).replace("jpg", "jpeg");
  element.setAttribute("src", `data:image/${format};base64,${base64(path)}`);
  element.setAttribute("width", String(width));
  element.setAttribute("alt", caption);
  element.setAttribute("style", "image-rendering: pixelated");
  return element;
}

/** Puts images side by side, each above its caption. */
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
