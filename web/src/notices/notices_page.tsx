// Everything that I was told, the newest first.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Bell, CheckCheck, Mail, MailOpen } from "lucide-react";
import { methods } from "@/api/client";
import { useApiPages, useChange } from "@/api/query";
import { Button, IconButton } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Page, Section } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { sayProblem } from "@/ui/toast";
import { NoticeLine } from "./notice_line";
import { touchedByReading } from "./notice_words";

export default function NoticesPage() {
  useTitle("My notices");
  const [onlyUnread, setOnlyUnread] = useState(false);
  const list = useApiPages(methods.listNotices, { filter: onlyUnread ? "read:no" : "", page_size: 50 }, (answer) => answer.notices);
  const read = useChange(methods.readNotices, touchedByReading, { onError: (error) => sayProblem("Nothing was changed.", error) });
  if (list.isError && !list.data) return <Failed what="your notices" error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Loading what="notices" />;
  const unread = list.data.pages[0]?.unread ?? 0;
  return (
    <Page narrow>
      <Section
        title={unread === 0 ? "Everything is read" : `${unread} unread`}
        aside={
          <span className="flex flex-wrap items-center gap-2">
            <Button tone="quiet" aria-pressed={onlyUnread} onClick={() => setOnlyUnread(!onlyUnread)}>
              {onlyUnread ? "Show all" : "Only unread"}
            </Button>
            {unread > 0 && (
              <Button icon={CheckCheck} busy={read.isPending} onClick={() => read.mutate({ all: true })}>
                All read
              </Button>
            )}
            <Link to="/notices/settings" className="link">
              What I hear of
            </Link>
          </span>
        }
      >
        {list.rows.length === 0 ? (
          <NoneYet title={onlyUnread ? "Nothing is unread." : "Nobody needed you yet."} icon={Bell}>
            <p>You hear here when somebody names you, gives you a ticket, answers in one of yours, or asks you to approve.</p>
          </NoneYet>
        ) : (
          <ul aria-label="Notices" className="divide-y divide-line rounded-lg border border-line">
            {list.rows.map((notice) => (
              <li key={notice.notice_id} className="flex items-center">
                <NoticeLine notice={notice} onOpen={() => read.mutate({ notice_ids: [notice.notice_id] })} />
                <IconButton
                  icon={notice.read_at_unix_ms ? Mail : MailOpen}
                  label={notice.read_at_unix_ms ? "Mark as unread" : "Mark as read"}
                  onClick={() => read.mutate({ notice_ids: [notice.notice_id], unread: Boolean(notice.read_at_unix_ms) })}
                />
              </li>
            ))}
          </ul>
        )}
        <More of={list} className="mt-3">Show more</More>
      </Section>
    </Page>
  );
}
