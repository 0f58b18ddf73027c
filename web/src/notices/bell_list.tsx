// What opens under the bell: the newest unread notices, and the way to all of them.
import { useEffect, useRef } from "react";
import { Link } from "@tanstack/react-router";
import { CheckCheck } from "lucide-react";
import { methods } from "@/api/client";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { sayProblem } from "@/ui/toast";
import { NoticeLine } from "./notice_line";
import { touchedByReading, unreadRequest } from "./notice_words";

export default function BellList({ onClose }: { onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const query = useApi(methods.listNotices, unreadRequest, { keep: true });
  const read = useChange(methods.readNotices, touchedByReading, { onError: (error) => sayProblem("Nothing was changed.", error) });
  useKeys([{ keys: "Escape", label: "Close the notices", group: "Everywhere", run: onClose }]);
  useEffect(() => {
    box.current?.focus();
    const press = (event: PointerEvent) => {
      if (!box.current?.parentElement?.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", press);
    return () => document.removeEventListener("pointerdown", press);
  }, [onClose]);
  const notices = query.data?.notices ?? [];
  return (
    <div
      ref={box}
      role="dialog"
      aria-label="My notices"
      tabIndex={-1}
      className="fixed inset-x-2 top-12 z-40 flex max-h-[70vh] flex-col overflow-hidden rounded-lg border border-line bg-panel shadow-lg outline-none
        sm:absolute sm:inset-x-auto sm:top-9 sm:right-0 sm:w-96"
    >
      <div className="flex items-center gap-2 border-b border-line px-3 py-2">
        <span className="font-semibold">Unread</span>
        {notices.length > 0 && (
          <Button tone="quiet" icon={CheckCheck} className="ml-auto" busy={read.isPending} onClick={() => read.mutate({ all: true })}>
            All read
          </Button>
        )}
      </div>
      <div className="scroll-thin min-h-0 flex-1 divide-y divide-line overflow-y-auto">
        {query.isPending && <Loading what="notices" rows={3} />}
        {query.isError && !query.data && <Failed what="your notices" error={query.error} retry={() => void query.refetch()} />}
        {query.data && notices.length === 0 && <p className="px-3 py-6 text-center text-dim">You have read everything.</p>}
        {notices.map((notice) => (
          <div key={notice.notice_id} className="flex">
            <NoticeLine
              notice={notice}
              onOpen={() => {
                read.mutate({ notice_ids: [notice.notice_id] });
                onClose();
              }}
            />
          </div>
        ))}
      </div>
      <div className="flex justify-between border-t border-line px-3 py-2">
        <Link to="/notices" className="link" onClick={onClose}>
          All notices
        </Link>
        <Link to="/notices/settings" className="link" onClick={onClose}>
          What I hear of
        </Link>
      </div>
    </div>
  );
}
