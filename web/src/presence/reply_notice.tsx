// Above the button that sends: who else is at this ticket, and what came since one began to write.
import { useEffect, useRef, useState } from "react";
import { Eye, MessageCircleWarning, PenLine } from "lucide-react";
import { call, methods, randomKey } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { counted } from "@/ui/format";
import type { ReplyPlace } from "@/ui/slot";
import { presenceWords } from "./presence_words";

const every = 20_000; // the server forgets a window after 45 s
const screen = randomKey();

export default function ReplyNotice({ ticket, text }: ReplyPlace) {
  const may = useMay("presence.use");
  const writing = text.trim() !== "";
  const id = ticket.ticket_id;
  const { data, refetch } = useApi(methods.listPresence, { ticket_id: id }, { enabled: may, refetchInterval: every, staleTime: 0 });
  const gone = useRef(false);
  useEffect(() => {
    if (!may) return undefined;
    const tell = () => {
      // A page that goes away is hidden after it said that it goes.
      if (gone.current) return;
      const doing = document.hidden && !writing ? "gone" : writing ? "writing" : "looking";
      void call(methods.tellPresence, { ticket_id: id, doing, screen }).catch(() => {});
    };
    tell();
    const timer = window.setInterval(tell, every);
    document.addEventListener("visibilitychange", tell);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", tell);
    };
  }, [may, id, writing]);
  useEffect(() => {
    if (!may) return undefined;
    const leave = () => void call(methods.tellPresence, { ticket_id: id, doing: "gone", screen }, { keepalive: true }).catch(() => {});
    const hide = () => {
      gone.current = true;
      leave();
    };
    const show = () => (gone.current = false); // kept by the browser and shown again
    window.addEventListener("pagehide", hide);
    window.addEventListener("pageshow", show);
    void refetch();
    return () => {
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("pageshow", show);
      leave();
    };
  }, [may, id, refetch]);
  const fresh = useSince(ticket.message_count, writing);
  const words = presenceWords(data?.others ?? []);
  const collides = words?.writing === true;
  if (!words && fresh === 0) return null;
  return (
    <div className="space-y-1 px-3 pb-1 text-xs" role="status">
      {words && (
        <p className={`flex items-center gap-1.5 ${collides ? "font-medium text-warn" : "text-dim"}`}>
          {collides ? <PenLine size={13} aria-hidden /> : <Eye size={13} aria-hidden />}
          {words.text}
        </p>
      )}
      {fresh > 0 && (
        <p className="flex items-center gap-1.5 font-medium text-warn">
          <MessageCircleWarning size={13} aria-hidden />
          {counted(fresh, "new message", "new messages")} since you began. Read {fresh === 1 ? "it" : "them"} before you send.
        </p>
      )}
    </div>
  );
}

/// How many messages came since the person began to write; nothing while nothing is written.
function useSince(count: number, writing: boolean): number {
  const began = useRef(count);
  const [shown, setShown] = useState(0);
  useEffect(() => {
    if (!writing) began.current = count;
    setShown(writing ? Math.max(0, count - began.current) : 0);
  }, [count, writing]);
  return shown;
}
