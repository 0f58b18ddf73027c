// Where somebody is signed in, and ending it: one's own sessions, and for whoever may, another's.
import { LogOut } from "lucide-react";
import { methods } from "@/api/client";
import type { Account, SessionEntry } from "@/api/generated/schema";
import { largestPage, useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { say } from "@/ui/toast";

export function Sessions() {
  const query = useApi(methods.listSessions, { page_size: largestPage });
  const end = useChange(methods.endSession, [methods.listSessions], { onSuccess: () => say("The session has ended.") });
  const endOthers = useChange(methods.endOtherSessions, [methods.listSessions], {
    onSuccess: ({ ended }) => say(ended === 1 ? "The other session has ended." : `${ended} other sessions have ended.`),
  });
  const others = (query.data?.sessions ?? []).filter((one) => !one.current);
  return (
    <Section
      title="Your sessions"
      aside={
        others.length > 0 && (
          <Button icon={LogOut} busy={endOthers.isPending} onClick={() => endOthers.mutate({})}>
            End all others
          </Button>
        )
      }
    >
      {query.isPending ? (
        <Loading what="sessions" rows={2} />
      ) : query.isError ? (
        <Failed what="your sessions" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SessionTable sessions={query.data.sessions} onEnd={(one) => end.mutate({ session_id: one.session_id })} />
      )}
    </Section>
  );
}

/// The sessions of somebody else, for those who see accounts.
export function AccountSessions({ account, mayEnd, onClose }: { account: Account; mayEnd: boolean; onClose: () => void }) {
  const query = useApi(methods.listAccountSessions, { account_id: account.account_id, page_size: largestPage });
  const end = useChange(methods.endAccountSessions, [methods.listAccountSessions], {
    onSuccess: ({ ended }) => say(ended === 1 ? "The session has ended." : `${ended} sessions have ended.`),
  });
  const sessions = query.data?.sessions ?? [];
  return (
    <Dialog wide title={`Sessions of ${account.name}`} description="What is ended here ends at once, also on an open screen." onClose={onClose}>
      {query.isPending ? (
        <Loading what="sessions" rows={2} />
      ) : query.isError ? (
        <Failed what="the sessions" error={query.error} retry={() => void query.refetch()} />
      ) : sessions.length === 0 ? (
        <NoneYet icon={LogOut} title={`${account.name} is signed in nowhere.`} />
      ) : (
        <>
          <SessionTable
            sessions={sessions}
            onEnd={mayEnd ? (one) => end.mutate({ account_id: account.account_id, session_id: one.session_id }) : undefined}
          />
          {mayEnd && (
            <Button tone="danger" className="mt-3" busy={end.isPending} onClick={() => end.mutate({ account_id: account.account_id })}>
              End all
            </Button>
          )}
        </>
      )}
    </Dialog>
  );
}

function SessionTable({ sessions, onEnd }: { sessions: readonly SessionEntry[]; onEnd?: (one: SessionEntry) => void }) {
  return (
    <Table label="Sessions" head={["Where", "Seen", ""]}>
      {sessions.map((one) => (
        <tr key={one.session_id}>
          <td>
            <span className="font-medium">{browserOf(one)}</span>
            {one.current && (
              <span className="ml-2">
                <Chip tone="bg-ok-bg text-ok">This one</Chip>
              </span>
            )}
            <span className="block text-xs text-dim">
              <span className="mono break-all">{one.address}</span>, since <Moment at={one.created_at_unix_ms} />
            </span>
          </td>
          <td className="whitespace-nowrap">
            <Ago at={one.last_used_at_unix_ms} />
          </td>
          <td className="text-end">
            {!one.current && onEnd && (
              <Button tone="danger" onClick={() => onEnd(one)}>
                End
              </Button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/curl\//, "curl"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];
function browserOf({ user_agent }: SessionEntry): string {
  const pick = (list: readonly (readonly [RegExp, string])[]) => list.find(([pattern]) => pattern.test(user_agent))?.[1];
  return [pick(browsers), pick(systems)].filter(Boolean).join(" on ") || user_agent || "Unknown";
}
