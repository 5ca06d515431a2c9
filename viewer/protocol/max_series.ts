/** The greatest number of series in one request. The page imports it without any schema. */
export const MAX_SERIES = 500;
