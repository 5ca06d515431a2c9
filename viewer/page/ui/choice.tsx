/** Props of {@linkcode Choice}. */
export interface ChoiceProps<Value extends string> {
  /** Its accessible name. */
  label: string;
  /** What stands before it, where its options do not say of what they are. */
  text?: string;
  /** What may be chosen, each with its name. */
  options: Readonly<Record<Value, string>>;
  /** What is chosen. */
  value: Value;
  /** Why nothing may be chosen now. */
  disabledBecause?: string;
  onChoose: (value: Value) => void;
}

/** One of a few values, chosen from a list. */
export function Choice<Value extends string>(
  { label, text, options, value, disabledBecause, onChoose }: ChoiceProps<Value>,
) {
  return (
    <label class="choice">
      {text !== undefined && <span>{text}</span>}
      <select
        aria-label={label}
        value={value}
        disabled={disabledBecause !== undefined}
        title={disabledBecause}
        onChange={(event) => onChoose(event.currentTarget.value as Value)}
      >
        {Object.entries<string>(options).map(([value, name]) => (
          <option key={value} value={value}>{name}</option>
        ))}
      </select>
    </label>
  );
}
