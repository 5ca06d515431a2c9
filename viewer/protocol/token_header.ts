/** The header that carries the token. */
export const TOKEN_HEADER = "X-Kobo-Token";
