// From nothing to a green device: whose it is, one line to paste on the machine, and waiting that
// ends by itself when the machine reports.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { CreateEnrolmentResponse } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { NotAllowed, ProblemLine } from "@/ui/empty";
import { SelectField, TextField } from "@/ui/field";
import { Page, Section } from "@/ui/panel";
import { Slot } from "@/ui/slot";
import { useTitle } from "@/ui/title";
import { PlaceFields } from "./change_fields";
import { EnrolmentArrivals } from "./enrolment_arrivals";
import { EnrolmentLines } from "./enrolment_lines";
import { InstallSteps } from "./install_steps";
import { NewClient } from "./client_dialog";

const validity = [
  { value: "1", label: "1 hour" },
  { value: "8", label: "8 hours" },
  { value: "24", label: "1 day" },
  { value: "168", label: "1 week" },
  { value: "720", label: "30 days" },
];

export default function AddDevicePage() {
  useTitle(
    "Add device",
    <Link to="/devices" className="whitespace-nowrap text-dim hover:text-ink max-sm:hidden">
      Devices /
    </Link>,
  );
  const may = useMay("device.enrol");
  const [made, setMade] = useState<CreateEnrolmentResponse>();
  const [search] = usePageSearch();
  const [place, setPlace] = useState({ client_id: search.client ?? "", site_id: "" });
  if (!may) return <NotAllowed what="enrolment" permission="device.enrol" />;
  return (
    <Page narrow>
      {!made && <Form place={place} setPlace={setPlace} onMade={setMade} />}
      {made && (
        <>
          <InstallSteps made={made} />
          <EnrolmentArrivals enrolmentId={made.enrolment?.enrolment_id ?? ""} />
          <div className="no-print">
            <Button onClick={() => setMade(undefined)}>Make another line</Button>
          </div>
        </>
      )}
      <Slot place="join_aside" clientId={place.client_id} siteId={place.site_id} line={made?.line ?? ""} />
      <EnrolmentLines />
    </Page>
  );
}

interface Place {
  client_id: string;
  site_id: string;
}

function Form({ place, setPlace, onMade }: { place: Place; setPlace: (place: Place) => void; onMade: (made: CreateEnrolmentResponse) => void }) {
  const [uses, setUses] = useState("1");
  const [hours, setHours] = useState("24");
  const [note, setNote] = useState("");
  const [adding, setAdding] = useState(false);
  const mayAdd = useMay("client.create");
  const change = useChange(methods.createEnrolment, [methods.listEnrolments], { onSuccess: onMade });
  const most = Number(uses);
  const usesProblem = Number.isInteger(most) && most >= 1 && most <= 500 ? change.error?.field("max_uses") : "From 1 to 500 machines.";
  const submit = () => change.mutate({ ...place, max_uses: most, valid_hours: Number(hours), note: note.trim() });
  return (
    <Section title="Whose device is it?">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (place.client_id && !usesProblem) submit();
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <PlaceFields
            clientId={place.client_id}
            siteId={place.site_id}
            change={(client_id, site_id) => setPlace({ client_id, site_id })}
          />
          <TextField
            label="For how many machines"
            inputMode="numeric"
            value={uses}
            onChange={(event) => setUses(event.target.value)}
            error={usesProblem}
          />
          <SelectField
            label="The line is valid for"
            choices={validity}
            value={hours}
            onChange={(event) => setHours(event.target.value)}
            error={change.error?.field("valid_hours")}
          />
        </div>
        <TextField
          label="Note"
          value={note}
          onChange={(event) => setNote(event.target.value)}
          maxLength={200}
          help="So that others know what this line was for"
          error={change.error?.field("note")}
        />
        {change.error && <ProblemLine error={change.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" tone="primary" busy={change.isPending} disabled={!place.client_id || Boolean(usesProblem)}>
            Make the install line
          </Button>
          {mayAdd && <Button onClick={() => setAdding(true)}>Add a client first</Button>}
        </div>
      </form>
      {adding && <NewClient onClose={() => setAdding(false)} onMade={(client) => setPlace({ client_id: client.client_id, site_id: "" })} />}
    </Section>
  );
}
