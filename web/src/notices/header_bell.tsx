// The bell in the line above every page: how many notices are unread, and the newest. Loaded after the page; it is asked again
// when the server says that there is something new, never on a timer.
import { lazy, Suspense, useCallback, useState } from "react";
import { Bell } from "lucide-react";
import { methods } from "@/api/client";
import { useLive, type Update } from "@/api/live";
import { queries, refresh, useApi } from "@/api/query";
import { useSession } from "@/api/session";
import { counted } from "@/ui/format";
import { badge, touchedByReading, unreadRequest } from "./notice_words";

const BellList = lazy(() => import("./bell_list"));

export default function HeaderBell() {
  const account = useSession()?.account_id ?? "";
  const [open, setOpen] = useState(false);
  const unread = useApi(methods.listNotices, unreadRequest, { keep: true }).data?.unread ?? 0;
  useLive(
    "notice",
    useCallback(
      (updates: readonly Update[]) => {
        if (updates.some((update) => update.id === account)) void refresh(queries, touchedByReading);
      },
      [account],
    ),
  );
  return (
    <span className="relative">
      <button
        type="button"
        aria-expanded={open}
        aria-haspopup="dialog"
        title="My notices"
        aria-label={unread === 0 ? "My notices" : `My notices, ${unread} unread`}
        className="icon relative grid size-7 place-items-center rounded-md text-dim hover:bg-hover hover:text-ink coarse:size-11"
        onClick={() => setOpen(!open)}
      >
        <Bell size={15} aria-hidden />
        {unread > 0 && (
          <span aria-hidden className="absolute -top-0.5 -right-1 min-w-4 rounded-full bg-accent px-1 text-center text-[10px] leading-4 text-accent-ink">
            {badge(unread)}
          </span>
        )}
      </button>
      <span className="sr-only" role="status">
        {unread === 0 ? "No unread notices" : counted(unread, "unread notice", "unread notices")}
      </span>
      {open && (
        <Suspense fallback={null}>
          <BellList onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </span>
  );
}
