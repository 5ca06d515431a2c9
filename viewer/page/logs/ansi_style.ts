/** A colour: the default (`null`), an index of the 256-colour palette, or red, green and blue. */
export type AnsiColor = null | number | readonly [number, number, number];

/** The style of a piece of terminal text. */
export interface AnsiStyle {
  readonly foreground: AnsiColor;
  readonly background: AnsiColor;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  /** Whether foreground and background are swapped. */
  readonly inverse: boolean;
}

/** The style of text before any escape sequence. */
export const PLAIN: AnsiStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};
