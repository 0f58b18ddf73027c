// What is asked again after something was read, and where a notice leads.
import { methods } from "@/api/client";
import type { Notice } from "@/api/generated/schema";

export const touchedByReading = [methods.listNotices];

export const unreadRequest = { filter: "read:no", page_size: 30 };

/// The page of what it is about.
export function placeOf(notice: Pick<Notice, "kind" | "ticket_id" | "subject_id">): string {
  if (notice.ticket_id) return `/tickets/${encodeURIComponent(notice.ticket_id)}`;
  if (notice.kind === "channel_off") return "/settings/channels";
  if (notice.kind === "mail_waits") return "/settings/mail?q=waits:yes";
  if (notice.kind === "hand_over") return `/hand-overs?open=${encodeURIComponent(notice.subject_id)}`;
  return "/notices";
}

/// "12", and "99+" where more would not fit.
export const badge = (count: number): string => (count > 99 ? "99+" : String(count));
