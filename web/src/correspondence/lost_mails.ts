import type { SentMail } from "@/api/generated/schema";

/// The newest mail to each person, where it was not delivered. In the order in which they were wanted.
export function lostMails<One extends Pick<SentMail, "to" | "state">>(sent: readonly One[]): One[] {
  const newest = new Map<string, One>();
  for (const one of sent) if (one.state === "sent" || one.state === "not_delivered") newest.set(one.to.toLowerCase(), one);
  return [...newest.values()].filter((one) => one.state === "not_delivered");
}
