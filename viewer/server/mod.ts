/**
 * The viewer's server: a page that shows the boards of a folder, and the API
 * that the page uses, which `viewer/protocol/api.ts` describes.
 *
 * @module
 */
export type * from "../protocol/api.ts";
export { readSeries, writeSeries } from "../protocol/series_frame.ts";
export { TOKEN_HEADER } from "../protocol/token_header.ts";
export { serve } from "./serve.ts";
export type { ViewerServer } from "./serve.ts";
export type { ServeOptions } from "./serve_options.ts";
