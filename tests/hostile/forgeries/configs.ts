import type { Forgery } from "../support/forgery.ts";

type Config = { [key: string]: unknown };

function config(make: () => Config): Forgery {
  return (board) => void board.copyOf("duckdb").metadata({ status: "finished", config: make() });
}

/** The path `a.a.a`, of so many keys, spelled in all 2^(n-1) ways: `{"a.a": {"a": 1}}` and so on. */
function oneInAllWays(keys: number): Config {
  const spelled = Array.from({ length: keys }, (_, index) => Array(index + 1).fill("a").join("."));
  return Object.fromEntries(
    spelled.map((key, index) => [key, index + 1 === keys ? 1 : oneInAllWays(keys - index - 1)]),
  );
}

/** A config within others, so many levels deep. */
function below(depth: number, config: Config, levelOf: (inner: Config) => Config): Config {
  return depth === 0 ? config : below(depth - 1, levelOf(config), levelOf);
}

function values(count: number): Config {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));
}

/** Configs of few bytes that have many names, or long ones, as `optimizer.lr` is a name. */
export const CONFIGS: Record<string, Forgery> = {
  config_of_one_path_in_all_ways: config(() => oneInAllWays(16)),
  config_of_keys_that_add_up: config(() =>
    below(180, {}, (inner) => ({ ["k".repeat(20_000)]: inner, x: 1, y: 2, z: 3 }))
  ),
  config_of_many_values_far_below: config(() => below(185, values(50_000), (k) => ({ k }))),
  config_of_more_columns_than_sql_has: config(() => values(90_000)),
};

/** The steps that each of them aims at. */
export const CONFIGS_AIMED: Record<string, readonly string[]> = Object.fromEntries(
  Object.keys(CONFIGS).map((name) => [name, ["show", "sql_all", "list_json"]]),
);
