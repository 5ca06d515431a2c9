import { mediaTypeOf } from "../../protocol/media_types.ts";
import { SharedFileError, type SharedFiles } from "./shared_files.ts";

/** Files of a shared site that are within the page, each in an element that no browser runs. */
export class PackedFiles implements SharedFiles {
  readonly notices: readonly string[] = [];
  readonly #elements: ReadonlyMap<string, HTMLElement>;
  readonly #contents = new Map<string, Promise<Uint8Array>>();
  readonly #urls = new Map<string, string>();

  /** Finds the files; none is decoded yet. */
  constructor(page: Document) {
    const elements = page.querySelectorAll<HTMLElement>("script[data-path]");
    this.#elements = new Map(
      Array.from(elements, (element) => [element.dataset.path ?? "", element]),
    );
  }

  async json<Value>(path: string): Promise<Value> {
    return JSON.parse(new TextDecoder().decode(await this.#read(path)));
  }

  async bytes(path: string, from: number, to: number): Promise<Uint8Array> {
    return (await this.#read(path)).subarray(from, to);
  }

  url(path: string): string {
    const known = this.#urls.get(path);
    if (known !== undefined) return known;
    const element = this.#elements.get(path);
    if (element === undefined) return "";
    // What may be code has no type that a browser shows.
    const type = mediaTypeOf(path) ?? "application/octet-stream";
    const url = URL.createObjectURL(new Blob([decode(element)], { type }));
    this.#urls.set(path, url);
    return url;
  }

  #read(path: string): Promise<Uint8Array> {
    const known = this.#contents.get(path);
    if (known !== undefined) return known;
    const element = this.#elements.get(path);
    if (element === undefined) {
      return Promise.reject(new SharedFileError(`This page has no ${path}: it is not complete`));
    }
    const content = inflate(decode(element), element.dataset.coding);
    this.#contents.set(path, content);
    return content;
  }
}

function decode(element: HTMLElement): Uint8Array<ArrayBuffer> {
  const text = atob(element.textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  coding: string | undefined,
): Promise<Uint8Array> {
  if (coding !== "deflate") return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
