import { Chip } from "@/ui/status";
import { verdictLook } from "./verdict_words";

export function VerdictChip({ verdict }: { verdict: string }) {
  const look = verdictLook(verdict);
  return (
    <span title={look.meaning}>
      <Chip tone={look.tone}>{look.label}</Chip>
    </span>
  );
}
