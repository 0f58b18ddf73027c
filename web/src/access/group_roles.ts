// Which groups of a provider give which roles, as lines that a person types. Pure.
import type { GroupRole, Provider } from "@/api/generated/schema";

export const groupLines = (provider: Pick<Provider, "groups"> | undefined): string =>
  (provider?.groups?.roles ?? []).map((one) => `${one.group}: ${one.role}`).join("\n");

/// "g-desk: TEC" a line. The role stands behind the last colon, since a group's name may have some. What is no such line goes to the
/// server as it is, which says what is wrong with it.
export function rolesIn(text: string): GroupRole[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const colon = line.lastIndexOf(":");
      return colon < 0 ? { group: line, role: "" } : { group: line.slice(0, colon).trim(), role: line.slice(colon + 1).trim().toUpperCase() };
    });
}
