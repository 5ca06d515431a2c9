/** How Hive, and what reads its data sets, writes the name of a folder that stands for no value. */
export const HIVE_NO_VALUE = "__HIVE_DEFAULT_PARTITION__";
