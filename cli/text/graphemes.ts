let segmenter: Intl.Segmenter | undefined;

/**
 * What people see as the characters of a text, such as a letter with its accents. It is made ready
 * with the first text: V8 takes 20 ms for its first object of `Intl`, and most output has no need.
 */
export function graphemesOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}
