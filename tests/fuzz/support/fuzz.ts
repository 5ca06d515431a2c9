import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Random } from "../../support/random.ts";
import { joinBytes } from "../../../format/join_bytes.ts";

/** The same seed gives the same inputs. */
const SEED = Number(Deno.env.get("KOBO_FUZZ_SEED") ?? Date.now() % 2 ** 31);
/**
 * Time and memory are those of the whole process: with other tests beside these parsers they show
 * a parser that never ends. `deno task fuzz` runs them alone, and says so.
 */
const IS_ALONE = Deno.env.has("KOBO_FUZZ_ALONE");
/** How long each parser is fed, in seconds; beside all other tests only to see that it still works. */
const SECONDS = Number(Deno.env.get("KOBO_FUZZ_SECONDS") ?? (IS_ALONE ? 6 : 1.2));
/** One input must not take longer than this of the processor, in milliseconds. */
const MAX_CPU_MS = IS_ALONE ? 2_000 : 60_000;
/** The process of all parsers must not have more memory than this. */
const MAX_BYTES = IS_ALONE ? 512 * 1024 ** 2 : Infinity;
/**
 * V8 lets its heap grow to some times of what all tests' modules take before it looks for garbage,
 * and nothing says how much of it is that: each JSON text that is refused leaves some. So it is made
 * to look after so many bytes.
 */
const GARBAGE_BYTES = 64 * 1024 ** 2;
/** Numbers at which lengths and counts turn over. */
const EDGES = [0, 1, 127, 128, 255, 2 ** 15, 2 ** 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** A parser under test. */
export interface FuzzTarget {
  /** Inputs to begin with; those of `corpus/<name>/` are added. */
  seeds: readonly Uint8Array[];
  /** Parses, and throws for whatever is not right; errors of its own it catches. */
  parse(bytes: Uint8Array): void;
  /** Pieces that are put into inputs. */
  words?: readonly string[];
}

/**
 * Feeds a parser with inputs that are changed ever again, for
 * `KOBO_FUZZ_SECONDS`. Where one fails, it is written beside the others of the
 * corpus, and the error names its file and the seed.
 */
export function fuzz(name: string, { seeds, parse, words = [] }: FuzzTarget): void {
  const random = new Random(SEED);
  const corpus = new URL(`../corpus/${name}/`, import.meta.url);
  const inputs = [...seeds, ...filesIn(corpus)];
  for (const input of inputs) run(input);
  const end = performance.now() + SECONDS * 1000;
  const grown: Uint8Array[] = [];
  let count = 0;
  let peak = 0;
  let slowest = 0;
  let held = Deno.memoryUsage().heapUsed;
  while (performance.now() < end) {
    const from = grown.length > 0 && random.chance(0.5) ? grown : inputs;
    let input: Uint8Array = random.pick(from).slice();
    for (let change = random.integer(1, 6); change > 0; change--) {
      input = mutate(input, random, inputs, words);
    }
    slowest = Math.max(slowest, run(input));
    count++;
    // Inputs that were reached by many changes go further than the seeds.
    if (input.length < 100_000 && random.chance(0.01)) {
      grown[random.integer(0, Math.min(grown.length, 199))] = input;
    }
    if (count % 256 === 0) {
      const { rss, heapUsed } = Deno.memoryUsage();
      peak = Math.max(peak, rss);
      if (IS_ALONE && heapUsed > held + GARBAGE_BYTES) {
        collectGarbage();
        held = Deno.memoryUsage().heapUsed;
      }
    }
  }
  console.log(
    `${name}: ${count} inputs, slowest ${Math.round(slowest)} ms, ` +
      `${Math.round(peak / 1024 ** 2)} MiB, seed ${SEED}`,
  );
  if (peak > MAX_BYTES) throw new Error(`${name}: took ${peak} bytes, seed ${SEED}`);

  function run(input: Uint8Array): number {
    const start = performance.now();
    const cpu = cpuMs();
    try {
      parse(input);
    } catch (cause) {
      throw new Error(`${name} failed for ${keep(corpus, input)}, seed ${SEED}`, { cause });
    }
    const ms = performance.now() - start;
    if (ms > MAX_CPU_MS && cpuMs() - cpu > MAX_CPU_MS) {
      throw new Error(`${name} took ${Math.round(ms)} ms for ${keep(corpus, input)}, seed ${SEED}`);
    }
    return ms;
  }
}

/** One change, of the kinds that find most. */
function mutate(
  bytes: Uint8Array,
  random: Random,
  inputs: readonly Uint8Array[],
  words: readonly string[],
): Uint8Array {
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  switch (random.integer(0, 8)) {
    case 0:
      if (bytes.length > 0) bytes[at] = bytes[at]! ^ (1 << random.integer(0, 7));
      return bytes;
    case 1:
      if (bytes.length > 0) bytes[at] = random.integer(0, 255);
      return bytes;
    case 2:
      return bytes.slice(0, at);
    case 3: // Something is left out.
      return joinBytes(bytes.subarray(0, at), bytes.subarray(at + random.integer(1, 16)));
    case 4: // A part comes often.
      return repeated(bytes, at, random);
    case 5: { // Two inputs become one.
      const other = random.pick(inputs) ?? bytes;
      return joinBytes(bytes.subarray(0, at), other.subarray(random.integer(0, other.length)));
    }
    case 6:
      if (at + 4 <= bytes.length) {
        new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, random.pick(EDGES), true);
      }
      return bytes;
    case 7: { // A number of variable length that is large.
      const number = Uint8Array.from({ length: random.integer(1, 9) }, () => 255);
      return joinBytes(bytes.subarray(0, at), number, Uint8Array.of(1), bytes.subarray(at + 1));
    }
    default: {
      if (words.length === 0) return bytes;
      const word = new TextEncoder().encode(random.pick(words));
      return joinBytes(bytes.subarray(0, at), word, bytes.subarray(at));
    }
  }
}

function repeated(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const part = bytes.subarray(at, at + random.integer(1, 32));
  const times = random.pick([2, 3, 20, 1000]);
  if (bytes.length + part.length * times > 1_000_000) return bytes;
  return joinBytes(
    bytes.subarray(0, at),
    ...Array.from({ length: times }, () => part),
    bytes.subarray(at),
  );
}

function filesIn(dir: URL): Uint8Array[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => Deno.readFileSync(new URL(name, dir)));
  } catch {
    return [];
  }
}

function keep(dir: URL, input: Uint8Array): string {
  Deno.mkdirSync(dir, { recursive: true });
  const hash = input.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7).toString(16);
  const path = new URL(`found_${hash}`, dir);
  Deno.writeFileSync(path, input);
  return path.pathname;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}
