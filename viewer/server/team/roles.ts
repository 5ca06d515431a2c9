import type { Role } from "../../protocol/api.ts";

/** What people may be, the least first: each may do what those before it may. */
export const ROLES: readonly Role[] = ["viewer", "writer", "admin"];

/** Whether somebody of a role may do what another one is needed for. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
