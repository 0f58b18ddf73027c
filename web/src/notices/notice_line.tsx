// One notice: what it is about, what happened, when; a dot while it is unread.
import { Link } from "@tanstack/react-router";
import type { Notice } from "@/api/generated/schema";
import { Ago } from "@/ui/time";
import { placeOf } from "./notice_words";

export function NoticeLine({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const unread = !notice.read_at_unix_ms;
  return (
    <Link to={placeOf(notice)} onClick={onOpen} className="flex min-w-0 flex-1 gap-2 px-3 py-2 hover:bg-hover">
      <span aria-hidden className={`mt-1.5 size-2 shrink-0 rounded-full ${unread ? "bg-accent" : "bg-transparent"}`} />
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 items-baseline gap-2">
          {unread && <span className="sr-only">Unread. </span>}
          <span className={`truncate ${unread ? "font-medium" : ""}`}>{notice.title}</span>
          <Ago at={notice.at_unix_ms} bare className="ml-auto shrink-0 text-xs text-dim" />
        </span>
        <span className="line-clamp-2 break-words text-dim">
          {notice.text}
          {notice.count > 1 && ` (and ${notice.count - 1} more)`}
        </span>
        {(notice.reference || notice.client_name) && (
          <span className="block truncate text-xs text-dim">{[notice.reference, notice.client_name].filter(Boolean).join(" · ")}</span>
        )}
      </span>
    </Link>
  );
}
