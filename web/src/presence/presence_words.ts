import type { PresentPerson } from "@/api/generated/schema";

const listed = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

/// "Ana is answering this ticket", or who has it open; nothing when nobody else is there.
export function presenceWords(others: readonly PresentPerson[]): { text: string; writing: boolean } | undefined {
  const writers = others.filter((one) => one.doing === "writing").map((one) => one.name);
  if (writers.length > 0)
    return { text: `${listed(writers)} ${writers.length === 1 ? "is" : "are"} answering this ticket.`, writing: true };
  const names = others.map((one) => one.name);
  if (names.length === 0) return undefined;
  return { text: `${listed(names)} ${names.length === 1 ? "has" : "have"} this ticket open.`, writing: false };
}
