/** Runs a task for each item, so many at a time, and gives out the results in the items' order. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  ahead: number,
  task: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const item of items) {
    running.push(task(item));
    if (running.length >= ahead) yield await running.shift()!;
  }
  while (running.length > 0) yield await running.shift()!;
}
