/** One of two images that are compared. */
export interface ComparedImage {
  /** The URL. */
  src: string;
  /** Its run, step and caption: also the alternative text. */
  label: string;
}
