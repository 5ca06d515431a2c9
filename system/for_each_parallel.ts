/** Does something with each item, with so many at a time; after an error it begins no other. */
export async function forEachParallel<Item>(
  items: Iterable<Item>,
  atATime: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items].reverse();
  let failed = false;
  const run = async () => {
    for (let item = waiting.pop(); item !== undefined && !failed; item = waiting.pop()) {
      await work(item).catch((error) => {
        failed = true;
        throw error;
      });
    }
  };
  const runs = Array.from({ length: atATime }, run);
  await Promise.allSettled(runs); // So that nothing goes on once this has thrown.
  await Promise.all(runs);
}
