/** Does some work for each item, so many at a time. The first error is thrown, after all ended. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const errors: unknown[] = [];
  const run = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, run));
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of them failed`);
  if (errors.length === 1) throw errors[0];
}
