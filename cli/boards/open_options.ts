import type { OpenOptions } from "../../reader/mod.ts";
import { memoryBudget } from "../guard/memory_budget.ts";

/** How commands open boards: a query has its part of the command's memory. */
export function openOptions(): OpenOptions {
  return { memoryLimitBytes: memoryBudget().queryBytes };
}
