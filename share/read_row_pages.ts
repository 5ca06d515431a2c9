/** Rows in one query. */
const PAGE_ROWS = 500;

/**
 * Reads all rows of a name up to a step, page by page. A step is never cut in two.
 *
 * @param read Reads at most so many rows from a step on.
 */
export async function* readRowPages<Page extends { rows: { step: number }[] }>(
  lastStep: number,
  read: (query: { from: number; to: number; limit: number }) => Promise<Page>,
): AsyncGenerator<Page> {
  let limit = PAGE_ROWS;
  for (let from = 0; from <= lastStep;) {
    const page = await read({ from, to: lastStep, limit });
    const last = page.rows.at(-1)?.step;
    if (last === undefined) return;
    if (page.rows.length < limit) {
      yield page;
      return;
    }
    const whole = page.rows.filter(({ step }) => step < last);
    if (whole.length === 0) {
      limit *= 10;
      continue;
    }
    yield { ...page, rows: whole };
    from = last;
    limit = PAGE_ROWS;
  }
}
