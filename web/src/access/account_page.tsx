// The person's own account: password, second factor, sessions, and how the console looks here.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { setSession, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Dialog, FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Facts, Page, Section } from "@/ui/panel";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say } from "@/ui/toast";
import { Appearance } from "./appearance";
import { EnrolFactor } from "./enrol_factor";
import { Identities } from "./identities";
import { Passkeys } from "./passkeys";
import { Sessions } from "./sessions";
import { RoleChips } from "./role_chips";

export default function AccountPage() {
  useTitle("My account");
  const session = useSession();
  if (!session) return null;
  return (
    <Page narrow>
      <Section title={session.name} aside={<Secrets />}>
        <Facts
          rows={[
            ["E-mail", session.email],
            [
              "Roles",
              <span key="r" className="flex flex-wrap gap-1">
                <RoleChips roles={session.roles} />
              </span>,
            ],
            ["Clients", session.all_clients ? "All, later ones included" : `${session.client_ids.length}`],
            ["Second factor", <FactorLine key="f" session={session} />],
            ["Session ends", <Moment key="e" at={session.expires_at_unix_ms} />],
            ["Steward", session.version || "unknown version"],
          ]}
        />
      </Section>
      <Appearance />
      <Passkeys />
      <Identities />
      <Sessions />
    </Page>
  );
}

/// What of it somebody of a client needs in their portal: how they sign in, and where they are signed in.
export function SignInSettings() {
  const session = useSession();
  if (!session) return null;
  return (
    <div className="space-y-6">
      <Section title="Password and second factor" aside={<Secrets />}>
        <p>
          Second factor: <FactorLine session={session} />
        </p>
      </Section>
      <Passkeys />
      <Identities />
      <Sessions />
    </div>
  );
}

function FactorLine({ session }: { session: Session }) {
  if (!session.second_factor_enrolled) return <>not enrolled</>;
  return (
    <>
      {factorsOf(session)}, shown <Ago at={session.factor_at_unix_ms} />
    </>
  );
}

function Secrets() {
  const session = useSession();
  const [dialog, setDialog] = useState<"password" | "factor">();
  const close = () => setDialog(undefined);
  const has = session?.totp_enrolled;
  return (
    <>
      <Button onClick={() => setDialog("password")}>Change password</Button>
      <Button onClick={() => setDialog("factor")}>{has ? "New authenticator app" : "Add an authenticator app"}</Button>
      {dialog === "password" && <ChangePassword onClose={close} />}
      {dialog === "factor" && (
        <Dialog
          title={has ? "New authenticator app" : "Add an authenticator app"}
          description={has ? "The one you use now stops working when the new one is confirmed." : undefined}
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
    </>
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

function factorsOf(session: Session): string {
  const passkeys = session.passkeys === 1 ? "1 passkey" : `${session.passkeys} passkeys`;
  return [session.totp_enrolled && "Authenticator app", session.passkeys > 0 && passkeys].filter(Boolean).join(" and ");
}
