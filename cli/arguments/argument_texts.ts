/**
 * What several commands say of an argument or an option that they all have.
 *
 * @module
 */

/** Of the argument that names one board. */
export const BOARD = "Board id, the start of one, the name of a run, or latest";
/** Of the argument that names boards. */
export const BOARD_OR_ALL = `${BOARD}; or all, for all boards`;
/** Of `--name`. */
export const NAME_PATTERN = "Only runs with this name; * matches any text, ? one character";
/** Of `--endpoint`. */
export const ENDPOINT = "Where S3 is, if not at AWS (default: AWS_ENDPOINT_URL)";
/** The statuses of runs that have ended, for `--status`. */
export const ENDED_STATUSES: readonly string[] = ["finished", "crashed", "interrupted"];
