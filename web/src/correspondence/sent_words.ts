// What is said of a mail that went out: never more than the other side said.
import type { SentMail } from "@/api/generated/schema";

export function sentTone(state: string): "good" | "dim" | "warn" | "crit" {
  if (state === "sent") return "good";
  if (state === "not_delivered") return "crit";
  return state === "late" ? "warn" : "dim";
}

export function sentWords(sent: Pick<SentMail, "state" | "to" | "note">): string {
  const why = sent.note.trim().replace(/\.$/, "");
  switch (sent.state) {
    case "sent":
      return `Sent by mail to ${sent.to}`;
    case "not_delivered":
      return `Was not delivered to ${sent.to}${why ? ` because: ${why}` : ""}`;
    case "late":
      return `Has not reached ${sent.to} yet${why ? `: ${why}` : ""}. Their mail server is tried again`;
    default:
      return `Not sent to ${sent.to} yet: ${why || "no mail channel has taken it"}`;
  }
}
