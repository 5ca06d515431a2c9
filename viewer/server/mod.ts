/**
 * The viewer's server: a page that shows the boards of a folder, and the API
 * that it asks, described in `api.ts`.
 *
 * @module
 */
export { serve } from "./serve.ts";
export type { ServeOptions, ViewerServer } from "./serve.ts";
export type * from "../protocol/api.ts";
export { TOKEN_HEADER } from "../protocol/api.ts";
export { readSeries, writeSeries } from "../protocol/series_frame.ts";
