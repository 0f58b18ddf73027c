// What every portal says whose client has nothing of its own: whom to call.
import { useState, type FormEvent } from "react";
import { methods } from "@/api/client";
import type { PortalDefaults } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { Page, Section } from "@/ui/panel";
import { say } from "@/ui/toast";
import { useTitle } from "@/ui/title";

export default function DefaultsPage() {
  useTitle("Portal");
  const query = useApi(methods.getPortalDefaults, {});
  if (query.isError && !query.data) return <Failed what="the portal's settings" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the portal's settings" rows={4} />;
  return <Form key={query.data.etag} defaults={query.data} />;
}

function Form({ defaults }: { defaults: PortalDefaults }) {
  const [phone, setPhone] = useState(defaults.contact_phone);
  const [email, setEmail] = useState(defaults.contact_email);
  const [note, setNote] = useState(defaults.contact_note);
  const change = useChange(methods.updatePortalDefaults, [methods.getPortalDefaults, methods.getPortal], {
    etag: defaults.etag,
    onSuccess: () => void say("Saved."),
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ contact_phone: phone, contact_email: email, contact_note: note });
  };
  return (
    <Page>
      <Section title="The clients' portal">
        <p className="mb-3 max-w-xl text-dim">
          Your clients&apos; people sign in at <span className="mono break-all">{`${location.origin}/portal`}</span>. This stands at the end of
          every page there, unless a client has something of its own: that, the colour and the logo are chosen on the client&apos;s page.
        </p>
        <form onSubmit={save} className="max-w-xl space-y-3" noValidate>
          <TextField
            label="Phone to call"
            value={phone}
            maxLength={40}
            error={change.error?.field("contact_phone")}
            onChange={(event) => setPhone(event.target.value)}
          />
          <TextField
            label="Address to write to"
            type="email"
            value={email}
            maxLength={200}
            error={change.error?.field("contact_email")}
            onChange={(event) => setEmail(event.target.value)}
          />
          <TextField
            label="A word beside it"
            placeholder="Mon to Fri 8 to 18, urgent things around the clock"
            value={note}
            maxLength={200}
            error={change.error?.field("contact_note")}
            onChange={(event) => setNote(event.target.value)}
          />
          {change.error && change.error.fields.length === 0 && <ProblemLine error={change.error} />}
          <Button type="submit" tone="primary" busy={change.isPending}>
            Save
          </Button>
        </form>
      </Section>
    </Page>
  );
}
