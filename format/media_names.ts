/**
 * The names of media: what a medium is logged under, its place in the log call, its step, the
 * beginning of its content's SHA-256 and its format, as in `sample_0_00000012_1a2b3c4d.png`.
 *
 * @module
 */

/** How a name ends. */
const SUFFIX = /_\d+_\d{8,}_[0-9a-f]{8}\.\w{1,16}$/;
/** Other programs may have given it another name, as long as it tells the content. */
const HASHED = /^(?:.*\/)?(?!\.)[^/]*_([0-9a-f]{8})\.\w{1,16}$/;

/** What is behind the name that a medium is logged under. */
export function mediaSuffix(index: number, step: number, mediaId: string, format: string): string {
  return `_${index}_${String(step).padStart(8, "0")}_${mediaId.slice(0, 8)}.${format}`;
}

/** Whether the writer gives a medium's file a name as this one. */
export function isMediaName(name: string): boolean {
  return SUFFIX.test(name);
}

/** The hash in a medium's name; `undefined` for any other name. */
export function hashInName(name: string): string | undefined {
  return HASHED.exec(name)?.[1];
}
