// What an entry of the accountability log says beside its sentence: what people ask for first, and the rest. Pure.
import { words } from "@/ui/format";

interface Detail {
  name: string;
  value: string;
}

// The sentence says these already.
const inTheSentence = new Set(["outcome", "title", "item"]);
const first = ["machine", "machines", "exit", "reason", "ticket", "signed_by"];

export interface SortedDetails {
  first: readonly Detail[];
  rest: readonly Detail[];
}

export function sortedDetails(details: readonly Detail[]): SortedDetails {
  const said = details.filter((one) => one.value && !inTheSentence.has(one.name));
  return {
    first: first.flatMap((name) => said.filter((one) => one.name === name)),
    rest: said.filter((one) => !first.includes(one.name)),
  };
}

const names: Record<string, string> = {
  exit: "Exit code",
  class: "Kind",
  digest: "SHA-256 of what runs",
  digests: "SHA-256 of what may run",
  message_id: "Number of the signed message",
};
export const detailName = (name: string): string => names[name] ?? words(name);
