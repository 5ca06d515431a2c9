/** How long a query of the viewer's own may take, in milliseconds. */
export const QUERY_MS = 30_000;
