/**
 * Shows what reaches the terminal through `console`, after the script's own wrappers.
 *
 * Deno's console prints by an operation that cannot be replaced, so the text can only be had from
 * the function that calls it. Hence the runtime's methods are replaced before the script can wrap
 * them: when this module is loaded, which the imports of a script are before its first line. Each
 * new method prints as the old one did, and a script that wraps it later hands on to it what shall
 * be printed. They stay for good: a board that begins or ends changes nothing of the console, so
 * it keeps its groups, timers and counters, and the script its wrappers.
 *
 * What the script has replaced before is not touched: its text cannot be known. (An inspector
 * session reports it, but later, without its format, and only with the right to use one.)
 *
 * @module
 */
import { consoleParts } from "./deno.ts";

/** Receives a text that was printed. Must not throw and must not print. */
export type PrintListener = (text: string, isError: boolean) => void;

type Methods = Record<string, unknown>;

const listeners = new Set<PrintListener>();
const tapped = new Map<string, unknown>();
/** Methods that the script had replaced before they could be. */
const foreign = new Set<string>();

/**
 * Replaces the methods of the runtime's console that are still the runtime's own.
 *
 * @param named What `node:console` exports by name, where that was loaded before.
 */
export function tapConsole(named?: Methods): void {
  const { Console, core } = consoleParts();
  const target = runtimeConsole();
  if (Console === undefined || core === undefined || target === undefined) return;
  const print = core.print;
  const tap = new Console((text, level) => {
    const isError = level > 1;
    print(text, isError);
    for (const listener of listeners) listener(text, isError);
  }) as unknown as Methods;
  for (const [name, method] of Object.entries(tap)) {
    if (typeof method !== "function" || tapped.has(name)) continue;
    const there = Object.getOwnPropertyDescriptor(target, name);
    const isOwn = isBuiltIn(there?.value, name) && (named?.[name] ?? there?.value) === there?.value;
    const v8Method = core.v8Console?.[name];
    const value = core.callConsole === undefined || v8Method === undefined
      ? method
      : core.callConsole.bind(tap, v8Method, method);
    Object.defineProperty(value, "name", { value: name });
    if (isOwn && Reflect.defineProperty(target, name, { ...there, value })) {
      tapped.set(name, value);
      foreign.delete(name);
    } else {
      foreign.add(name);
    }
  }
  // `group()` prints its label by the `log()` of its own console, which may be the script's.
  tap.log = (...args: unknown[]) => (target as unknown as Console).log(...args);
}

/** The methods whose output cannot be copied, as `console.log`. */
export function untappedMethods(): string[] {
  if (tapped.size === 0 && foreign.size === 0) return ["console"];
  return [...foreign].map((name) => `console.${name}`);
}

/**
 * Gives out a copy of all that the console prints.
 *
 * @returns What ends it.
 */
export function copyConsole(listener: PrintListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Whether a method comes with the runtime. Those look native, and so do functions that were bound,
 * but they have another name, and proxies.
 */
function isBuiltIn(method: unknown, name: string): boolean {
  return typeof method === "function" && method.name === name &&
    withoutProxies(method) === method &&
    Function.prototype.toString.call(method) === "function () { [native code] }";
}

/** The console that the script has; without a proxy around it, which would hide what is there. */
function runtimeConsole(): Methods | undefined {
  const target = withoutProxies(globalThis.console);
  return typeof target === "object" && target !== null ? target as Methods : undefined;
}

function withoutProxies(value: unknown): unknown {
  const details = consoleParts().core?.getProxyDetails?.(value);
  return details ? withoutProxies(details[0]) : value;
}

// The consoles that `node:console` makes have methods that look like the runtime's. So once it is
// loaded (its class is here), only its exports tell which method the runtime's is: see watch_console.ts.
if (!Object.hasOwn(runtimeConsole() ?? {}, "Console")) tapConsole();
