import { LATE_PARTS } from "./late_parts.ts";

/** The 64-bit counters, by their places in the memory. */
const COUNTER = {
  ackedRecordBytes: 0,
  ackedOutputs: 1,
  outputEnd: 2,
  ackedEvents: 3,
  sampleRows: 4,
};
const COUNTER_COUNT = 5;

/**
 * Where a board's folder is: at its path; not there, as the writer has found; gone, or somewhere
 * that nobody knows, as the board has found then.
 */
const FOLDER_STATES = ["in place", "missing", "gone"] as const;

/** The 32-bit words behind the counters, by their places. */
const WORD = {
  /** How often the writer has woken the board. */
  signalCount: 0,
  exited: 1,
  systemSignal: 2,
  /** A bit per signal number. */
  signalsOfScript: 3,
  heartbeat: 4,
  blockedOnDisk: 5,
  threadId: 6,
  /** How long the work in hand may take, in milliseconds. */
  workMs: 7,
  /** An index of `LATE_PARTS`. */
  loading: 8,
  isLoadedFromMachine: 9,
  isAsleep: 10,
  /** An index of {@linkcode FOLDER_STATES}. */
  folder: 11,
  hasHeard: 12,
};
const WORD_COUNT = 13;

const BYTES = COUNTER_COUNT * BigInt64Array.BYTES_PER_ELEMENT +
  WORD_COUNT * Int32Array.BYTES_PER_ELEMENT;

/**
 * A few numbers in memory that the board and the writer share. A board that
 * blocks gets no messages: from here it learns that its writer has answered,
 * or has died.
 */
export class SharedState {
  /** The memory itself, to hand to the other side. */
  readonly buffer: SharedArrayBuffer;
  readonly #counters: BigInt64Array;
  readonly #words: Int32Array;

  /** Wraps the other side's memory, or makes it. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.#counters = new BigInt64Array(buffer, 0, COUNTER_COUNT);
    this.#words = new Int32Array(buffer, this.#counters.byteLength, WORD_COUNT);
  }

  /** Bytes of the records that the writer has acknowledged since it started. */
  get ackedRecordBytes(): number {
    return Number(Atomics.load(this.#counters, COUNTER.ackedRecordBytes));
  }

  /** Writer: the media of some records are on disk, and their rows in the journal. */
  addAckedRecords(byteCount: number): void {
    Atomics.add(this.#counters, COUNTER.ackedRecordBytes, BigInt(byteCount));
    this.signal();
  }

  /** Board: how many messages with rows of event tables are done with. */
  get ackedEvents(): number {
    return Number(Atomics.load(this.#counters, COUNTER.ackedEvents));
  }

  /** Writer: the journal has the rows of so many more messages. */
  addAckedEvents(count: number): void {
    Atomics.add(this.#counters, COUNTER.ackedEvents, BigInt(count));
    this.signal();
  }

  /** Both: the number of the next row of the table `system`, which the writer counts. */
  get nextSampleRow(): number {
    return Number(Atomics.load(this.#counters, COUNTER.sampleRows));
  }

  set nextSampleRow(number: number) {
    Atomics.store(this.#counters, COUNTER.sampleRows, BigInt(number));
  }

  /** Board: how many messages with printed lines are in `output.log`. */
  get ackedOutputs(): number {
    return Number(Atomics.load(this.#counters, COUNTER.ackedOutputs));
  }

  /** Writer: so many messages with printed lines are in `output.log`. */
  set ackedOutputs(count: number) {
    Atomics.store(this.#counters, COUNTER.ackedOutputs, BigInt(count));
  }

  /** Board: how long `output.log` is with these; `undefined` where it was not opened. */
  get outputEnd(): number | undefined {
    const end = Number(Atomics.load(this.#counters, COUNTER.outputEnd));
    return end === 0 ? undefined : end - 1;
  }

  /** Writer: `output.log` is so long, in bytes. */
  set outputEnd(size: number | undefined) {
    Atomics.store(this.#counters, COUNTER.outputEnd, BigInt(size === undefined ? 0 : size + 1));
  }

  /** Writer: it stops, and answers nothing from now on. */
  markExited(): void {
    Atomics.store(this.#words, WORD.exited, 1);
    this.signal();
  }

  /** Writer: a message of the board's has come. */
  setHeard(): void {
    if (this.hasHeard) return;
    Atomics.store(this.#words, WORD.hasHeard, 1);
    this.signal();
  }

  /** Board: whether the writer has got a message; from then on the next ones take no time. */
  get hasHeard(): boolean {
    return Atomics.load(this.#words, WORD.hasHeard) === 1;
  }

  /** Where the board's folder is, as far as one side has told the other. */
  get folder(): (typeof FOLDER_STATES)[number] {
    return FOLDER_STATES[Atomics.load(this.#words, WORD.folder)] ?? "in place";
  }

  /** Writer: it is "missing", and the writer waits for what the board says. Board: it is "gone". */
  tellFolder(state: (typeof FOLDER_STATES)[number]): void {
    Atomics.store(this.#words, WORD.folder, FOLDER_STATES.indexOf(state));
    this.signal();
  }

  /** Whether the writer stopped. */
  get exited(): boolean {
    return Atomics.load(this.#words, WORD.exited) === 1;
  }

  /**
   * Writer: the number of a signal that the process was sent; a busy board may
   * not see it otherwise. Board: 0, once it has dealt with the signal.
   */
  set systemSignal(number: number) {
    Atomics.store(this.#words, WORD.systemSignal, number);
  }

  /** Board: the number of the last signal that the process was sent, or 0. */
  get systemSignal(): number {
    return Atomics.load(this.#words, WORD.systemSignal);
  }

  /** Board: the script has a handler of its own for the signal of this number. */
  leaveSignalToScript(number: number) {
    Atomics.or(this.#words, WORD.signalsOfScript, 1 << number);
  }

  /** Writer: whether the script has a handler of its own for a signal. */
  isSignalOfScript(number: number): boolean {
    return (Atomics.load(this.#words, WORD.signalsOfScript) & (1 << number)) !== 0;
  }

  /** Writer: its event loop has turned. */
  beat(): void {
    Atomics.add(this.#words, WORD.heartbeat, 1);
  }

  /** Board: about how often the writer's event loop has turned. */
  get heartbeat(): number {
    return Atomics.load(this.#words, WORD.heartbeat);
  }

  /** Writer: it looks for rows no more, until a message comes. Board: it is sending one. */
  set isAsleep(value: boolean) {
    Atomics.store(this.#words, WORD.isAsleep, value ? 1 : 0);
  }

  /** Board: whether the writer has to be woken by a message, as it looks for rows no more. */
  get isAsleep(): boolean {
    return Atomics.load(this.#words, WORD.isAsleep) === 1;
  }

  /** Board: whether it has to look at {@linkcode systemSignal} or {@linkcode isAsleep}. */
  get needsBoard(): boolean {
    const words = this.#words; // Each log call asks, and Atomics.load() takes 15 ns.
    return words[WORD.systemSignal] !== 0 || words[WORD.isAsleep] !== 0;
  }

  /** Writer: it waits for the disk, which may take long and is no sign of a hang. */
  set blockedOnDisk(value: boolean) {
    Atomics.store(this.#words, WORD.blockedOnDisk, value ? 1 : 0);
  }

  /** Board: whether the writer waits for the disk. */
  get blockedOnDisk(): boolean {
    return Atomics.load(this.#words, WORD.blockedOnDisk) === 1;
  }

  /** Writer: its thread, as the system calls it. */
  set threadId(value: number) {
    Atomics.store(this.#words, WORD.threadId, value);
  }

  /** Board: the writer's thread, as the system calls it; 0 where that is not known. */
  get threadId(): number {
    return Atomics.load(this.#words, WORD.threadId);
  }

  /** Writer: work begins that may take so long without a turn of the event loop; ends, if negative. */
  addWorkMs(ms: number): void {
    Atomics.add(this.#words, WORD.workMs, Math.round(ms));
    this.beat();
  }

  /** Board: how long the work in hand may take without a turn of the event loop, in milliseconds. */
  get workMs(): number {
    return Atomics.load(this.#words, WORD.workMs);
  }

  /**
   * Writer: what it loads; "" for nothing.
   *
   * @param isOnMachine Whether that is on the machine already, as far as is known.
   */
  setLoading(part: (typeof LATE_PARTS)[number], isOnMachine: boolean): void {
    Atomics.store(this.#words, WORD.isLoadedFromMachine, isOnMachine ? 1 : 0);
    Atomics.store(this.#words, WORD.loading, LATE_PARTS.indexOf(part));
    this.beat();
  }

  /** Board: what the writer loads; "" for nothing. */
  get loading(): (typeof LATE_PARTS)[number] {
    return LATE_PARTS[Atomics.load(this.#words, WORD.loading)] ?? "";
  }

  /** Board: whether what the writer loads may have to be downloaded. */
  get mayDownload(): boolean {
    return this.loading !== "" && Atomics.load(this.#words, WORD.isLoadedFromMachine) === 0;
  }

  /** Writer: wakes a board that waits. */
  signal(): void {
    Atomics.add(this.#words, WORD.signalCount, 1);
    Atomics.notify(this.#words, WORD.signalCount);
  }

  /** Board: the count of signals so far, to be given to {@linkcode wait}. */
  get signalCount(): number {
    return Atomics.load(this.#words, WORD.signalCount);
  }

  /** Board: blocks until there is a signal after `signalCount`. */
  wait(signalCount: number, timeoutMs: number): void {
    Atomics.wait(this.#words, WORD.signalCount, signalCount, timeoutMs);
  }
}
