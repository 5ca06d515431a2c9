/**
 * Modules that need npm packages. On a fresh machine Deno downloads those when a module that names
 * them is loaded, which may take minutes, or never end. So no module that the journal needs names
 * one, not even in an `import()`: Deno would look for it before the writer's first line runs. They
 * are imported by an address that is made at run time, when the journal works.
 *
 * @module
 */

import { messageOf } from "../system/message_of.ts";
import { findCachedNpmPackage } from "../system/npm_cache.ts";
import { lateModules, type LatePart, type OwnLatePart, PACKAGE_OF_PART } from "./late_parts.ts";

const loading: LatePart[] = [];
const loaded = new Map<OwnLatePart, Promise<unknown>>();
let onChange: (part: LatePart | "", isOnMachine: boolean) => void = () => {};

/**
 * From now on a function is told what is being loaded, "" for nothing, and whether it is on the
 * machine already.
 */
export function watchLateImports(listener: typeof onChange): void {
  onChange = listener;
}

/** Counts some work as the loading of a part, as long as it takes. */
export async function loadLate<T>(part: LatePart, load: () => Promise<T>): Promise<T> {
  loading.push(part);
  tell();
  try {
    return await load();
  } finally {
    loading.splice(loading.indexOf(part), 1);
    tell();
  }
}

function tell(): void {
  const [part = ""] = loading;
  onChange(part, part !== "" && findCachedNpmPackage(PACKAGE_OF_PART[part]) !== undefined);
}

/** A module could not be loaded, or what it needs could not be downloaded. */
export class LateImportError extends Error {
  override name = "LateImportError";
}

/** Imports a module of ours, once. What fails is tried again the next time. */
export function importLate<Module>(part: OwnLatePart): Promise<Module> {
  const known = loaded.get(part);
  if (known !== undefined) return known as Promise<Module>;
  const module = loadLate(part, async () => {
    try {
      return await import(lateModules()[part].href);
    } catch (cause) {
      throw new LateImportError(`Cannot load ${part}: ${messageOf(cause)}`, { cause });
    }
  });
  loaded.set(part, module);
  module.catch(() => loaded.delete(part));
  return module;
}
