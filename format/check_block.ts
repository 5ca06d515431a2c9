import { type Block, type Column, VALUE_ARRAYS } from "./block.ts";
import { isEventTable, KEY_COLUMNS, NUMBER_COLUMN, orderColumn, TABLE_NAMES } from "./tables.ts";

const LIST_ITEMS = { "double[]": Float64Array, "int64[]": BigInt64Array } as const;

/** Empty cells take no bytes on disk, and as many as others in memory. */
const MAX_CELLS = 2 ** 25;

/** A block that was read from disk is not one that a board can have written. */
export class BlockError extends Error {
  /** Always `"BlockError"`. */
  override readonly name = "BlockError";
}

/**
 * Makes a block of what an older journal holds: an object of whoever wrote it,
 * of which nothing is known.
 *
 * An object may stand in many places of it and be written once, so that a small payload makes a
 * huge block: one array as the values of all columns, one list in all rows. And a list may have
 * any length while it has no items. So both are counted before they are walked.
 *
 * @param payloadBytes How many bytes it was read from.
 * @returns A copy that has only what a block has.
 * @throws {BlockError} Where it is no block; the message says what is wrong.
 */
export function toBlock(value: unknown, payloadBytes: number): Block {
  const { table, rowCount, firstStep, lastStep, columns } = ownProperties(value, "a block");
  if (!Array.isArray(columns)) throw expected("a list of columns", columns);
  checkLength(columns, payloadBytes);
  const block = {
    table: table as Block["table"],
    rowCount: rowCount as number,
    firstStep: firstStep as number,
    lastStep: lastStep as number,
    columns: columns.map((column): Column => {
      const { name, type, values, rows } = ownProperties(column, "a column");
      if (typeof name !== "string") throw expected("a column's name", name);
      return { name, type, values, ...(rows === undefined ? {} : { rows }) } as Column;
    }),
  };
  let bytes = 0;
  for (const { values } of block.columns) {
    bytes += bytesIn(values, payloadBytes);
    if (bytes > payloadBytes) throw expected(`${payloadBytes} bytes of values at most`, bytes);
  }
  return checkBlock(block);
}

/** The fewest bytes that V8 writes for some values, were none of them written before. */
function bytesIn(values: unknown, payloadBytes: number): number {
  if (ArrayBuffer.isView(values)) return values.byteLength;
  if (!Array.isArray(values)) return 0; // It is refused.
  checkLength(values, payloadBytes);
  let bytes = values.length;
  for (const item of values) {
    if (ArrayBuffer.isView(item)) bytes += item.byteLength;
    else if (typeof item === "string") bytes += item.length;
    if (bytes > payloadBytes) break;
  }
  return bytes;
}

/** Each item takes a byte at least. */
function checkLength(list: readonly unknown[], payloadBytes: number): void {
  if (list.length > payloadBytes) {
    throw expected(`a list of ${payloadBytes} items at most`, list.length);
  }
}

/**
 * Checks all that the code behind relies on, before any of it is believed:
 * native code copies by the lengths that stand here. Journals come from
 * strangers too, with checksums that are right.
 *
 * @param block An object of ours; what its properties hold is not trusted.
 * @param hasCheckedNames Whether its columns have the names of a block that was checked.
 * @returns The same block.
 * @throws {BlockError} Where it is not one that a board can have written.
 */
export function checkBlock(block: Block, hasCheckedNames = false): Block {
  const { table, rowCount, firstStep, lastStep } = block;
  if (!TABLE_NAMES.includes(table)) throw expected("the name of a table", table);
  for (const number of [rowCount, firstStep, lastStep]) {
    if (!Number.isSafeInteger(number) || number < 0) throw expected("a count, or a step", number);
  }
  const cellCount = rowCount * block.columns.length;
  if (cellCount > MAX_CELLS) throw expected(`${MAX_CELLS} cells at most`, cellCount);
  for (const column of block.columns) checkColumn(column, rowCount);
  checkKeys(block);
  if (!hasCheckedNames) checkNames(block);
  return block;
}

function checkColumn(column: Column, rowCount: number): void {
  const { type, values, rows } = column;
  if (!Object.hasOwn(VALUE_ARRAYS, type)) throw expected("a column's type", type);
  checkValues(column);
  if (values.length > rowCount) throw expected(`${rowCount} values at most`, values.length);
  if (rows === undefined) return;
  if (!(rows instanceof Uint32Array) || rows.length !== values.length) {
    throw expected("a row for each value", rows);
  }
  for (let index = 0, least = 0; index < rows.length; index++) {
    const row = rows[index]!;
    if (row < least || row >= rowCount) throw expected(`rising rows below ${rowCount}`, row);
    least = row + 1;
  }
}

function checkValues({ type, values }: Column): void {
  if (!(values instanceof VALUE_ARRAYS[type])) throw expected(`values of the type ${type}`, values);
  if (type === "string") {
    for (const text of values as unknown[]) {
      if (typeof text !== "string") throw expected("text", text);
    }
  } else if (type === "double[]" || type === "int64[]") {
    for (const list of values as unknown[]) {
      if (!(list instanceof LIST_ITEMS[type])) throw expected(`a list of the type ${type}`, list);
    }
  } else if (type === "boolean") {
    for (const bit of values as Uint8Array) {
      if (bit > 1) throw expected("0 or 1", bit);
    }
  }
}

/** The first columns are the key columns; the steps are those that the block says, and never fall. */
function checkKeys({ table, columns, rowCount, firstStep, lastStep }: Block): void {
  const isOfEvents = isEventTable(table);
  const keys = isOfEvents ? [...KEY_COLUMNS, NUMBER_COLUMN] : KEY_COLUMNS;
  for (const [index, { name, type }] of keys.entries()) {
    const column = columns[index];
    if (column?.name !== name || column.type !== type) throw expected(`the column ${name}`, column);
  }
  const step = columns[isOfEvents ? KEY_COLUMNS.length : 0];
  const steps = step?.values as BigInt64Array;
  if (rowCount === 0 || steps.length !== rowCount || step?.rows !== undefined) {
    throw expected(`a ${orderColumn(table)} in each row`, steps.length);
  }
  for (let row = 1; row < rowCount; row++) {
    if (steps[row]! < steps[row - 1]!) throw expected("steps that never fall", steps[row]);
  }
  if (Number(steps[0]) !== firstStep || Number(steps[rowCount - 1]) !== lastStep) {
    throw expected(`steps from ${firstStep} to ${lastStep}`, steps[0]);
  }
}

/** Columns of a table differ in more than case, as they must in SQL. */
function checkNames({ columns }: Block): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    const isName = name !== "" && !name.includes("\0") && name.isWellFormed();
    if (!isName) throw expected("a column's name", name);
    names.add(name.toLowerCase());
  }
  if (names.size < columns.length) throw expected("columns of different names", columns.length);
}

/** Nothing that an object inherits, and no getter, is ever asked for. */
function ownProperties(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw expected(what, value);
  const properties: Record<string, unknown> = Object.create(null);
  for (const [key, { value: own }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    properties[key] = own;
  }
  return properties;
}

function expected(what: string, received: unknown): BlockError {
  const text = typeof received === "string"
    ? JSON.stringify(received.slice(0, 40))
    : typeof received === "object" || typeof received === "function"
    ? `a value of the type ${typeof received}`
    : String(received);
  return new BlockError(`Cannot read a block: expected ${what}, found ${text}`);
}
