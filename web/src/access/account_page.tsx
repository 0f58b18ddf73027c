// The person's own account: password, second factor, sessions, and how the console looks here.
import { useState } from "react";
import { methods } from "@/api/client";
import type { SessionEntry } from "@/api/generated/schema";
import { largestPage, useApi, useChange } from "@/api/query";
import { setSession, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Dialog, FormDialog } from "@/ui/dialog";
import { Failed, Loading } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { Facts, Page, Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say } from "@/ui/toast";
import { Appearance } from "./appearance";
import { EnrolFactor } from "./enrol_factor";

export default function AccountPage() {
  useTitle("My account");
  const session = useSession();
  const [dialog, setDialog] = useState<"password" | "factor">();
  const close = () => setDialog(undefined);
  if (!session) return null;
  return (
    <Page narrow>
      <Section
        title={session.name}
        aside={
          <>
            <Button onClick={() => setDialog("password")}>Change password</Button>
            <Button onClick={() => setDialog("factor")}>New authenticator app</Button>
          </>
        }
      >
        <Facts
          rows={[
            ["E-mail", session.email],
            [
              "Roles",
              <span key="r" className="flex flex-wrap gap-1">
                {session.roles.map((role) => (
                  <Chip key={role}>{role}</Chip>
                ))}
              </span>,
            ],
            ["Clients", session.all_clients ? "All, later ones included" : `${session.client_ids.length}`],
            [
              "Second factor",
              session.second_factor_enrolled ? (
                <span key="f">
                  Authenticator app, shown <Ago at={session.factor_at_unix_ms} />
                </span>
              ) : (
                "not enrolled"
              ),
            ],
            ["Session ends", <Moment key="e" at={session.expires_at_unix_ms} />],
            ["Steward", session.version || "unknown version"],
          ]}
        />
      </Section>
      <Appearance />
      <Sessions />
      {dialog === "password" && <ChangePassword onClose={close} />}
      {dialog === "factor" && (
        <Dialog
          title="New authenticator app"
          description="The one you use now stops working when the new one is confirmed."
          onClose={close}
        >
          <EnrolFactor
            onDone={(after) => {
              if (after) setSession(after);
              close();
              say("The new authenticator app is in use.");
            }}
          />
        </Dialog>
      )}
    </Page>
  );
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const [before, setBefore] = useState("");
  const [after, setAfter] = useState("");
  const change = useChange(methods.changePassword, [methods.listSessions], {
    onSuccess: () => {
      say("Your password is changed. Other sessions have ended.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Change password"
      submit="Change password"
      onSubmit={() => change.mutate({ old_password: before, new_password: after })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!before || after.length < 12}
    >
      <TextField
        label="Present password"
        type="password"
        value={before}
        onChange={(event) => setBefore(event.target.value)}
        autoComplete="current-password"
        autoFocus
      />
      <TextField
        label="New password"
        type="password"
        help="At least 12 characters."
        value={after}
        onChange={(event) => setAfter(event.target.value)}
        autoComplete="new-password"
        error={change.error?.field("new_password")}
        maxLength={256}
      />
    </FormDialog>
  );
}

function Sessions() {
  const query = useApi(methods.listSessions, { page_size: largestPage });
  const end = useChange(methods.endSession, [methods.listSessions], { onSuccess: () => say("The session has ended.") });
  const others = (query.data?.sessions ?? []).filter((one) => !one.current);
  return (
    <Section
      title="Sessions"
      aside={
        others.length > 1 && (
          <Button
            onClick={() => {
              for (const one of others) end.mutate({ session_id: one.session_id });
            }}
          >
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
        <Table label="Sessions" head={["Where", "Address", "Used", "Since", ""]}>
          {query.data.sessions.map((one) => (
            <tr key={one.session_id}>
              <td>
                <span className="font-medium">{browserOf(one)}</span>
                {one.current && (
                  <span className="ml-2">
                    <Chip tone="bg-ok-bg text-ok">This one</Chip>
                  </span>
                )}
              </td>
              <td className="mono">{one.address}</td>
              <td className="whitespace-nowrap">
                <Ago at={one.last_used_at_unix_ms} />
              </td>
              <td className="whitespace-nowrap text-dim">
                <Moment at={one.created_at_unix_ms} />
              </td>
              <td className="text-end">
                {!one.current && (
                  <Button tone="danger" onClick={() => end.mutate({ session_id: one.session_id })}>
                    End
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
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
