// What people say of an incident: that work goes on again, for how many it stood still, and what that may have cost.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Incident } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { exactTime } from "@/ui/format";
import { minorOf } from "@/ui/money";

const touched = [methods.listIncidents, methods.getIncident];
interface Props {
  incident: Incident;
  onClose: () => void;
}

export function MitigateDialog({ incident, onClose }: Props) {
  const [now] = useState(() => Date.now());
  const [ago, setAgo] = useState("0");
  const minutes = /^\d{1,5}$/.test(ago.trim()) ? Number(ago) : undefined;
  const change = useChange(methods.mitigateIncident, touched, { onSuccess: onClose });
  return (
    <FormDialog
      title="People can work again"
      description="By a workaround, or because the worst is over. The minutes of impact stop; the incident stays open until it is restored."
      submit="They can work again"
      busy={change.isPending}
      error={change.error}
      disabled={minutes === undefined}
      onSubmit={() => change.mutate({ incident_id: incident.incident_id, at_unix_ms: minutes ? now - minutes * 60_000 : 0 })}
      onClose={onClose}
    >
      <TextField
        label="How many minutes ago"
        help={minutes ? `At ${exactTime(now - minutes * 60_000)}.` : "0: now."}
        inputMode="numeric"
        value={ago}
        error={change.error?.field("at_unix_ms")}
        onChange={(event) => setAgo(event.target.value)}
        autoFocus
      />
    </FormDialog>
  );
}

export function EstimateDialog({ incident, onClose }: Props) {
  const [users, setUsers] = useState(incident.users_known ? String(incident.users_affected) : "");
  const [cost, setCost] = useState(incident.cost_currency ? (Number(incident.cost_minor) / 100).toFixed(2) : "");
  const [currency, setCurrency] = useState(incident.cost_currency || "CHF");
  const change = useChange(methods.estimateImpact, touched, { onSuccess: onClose });
  const people = /^\d{1,7}$/.test(users.trim()) ? Number(users) : undefined;
  const minor = cost.trim() ? minorOf(cost) : undefined;
  const save = () =>
    change.mutate({
      incident_id: incident.incident_id,
      ...(people === undefined ? {} : { users_affected: people }),
      cost_minor: String(minor ?? 0),
      cost_currency: minor === undefined ? "" : currency.trim().toUpperCase(),
    });
  return (
    <FormDialog
      title="Estimate the impact"
      description="The client's people who may read alerts see how many were affected; what it may have cost, those who decide and those who read reports."
      submit="Save"
      busy={change.isPending}
      error={change.error}
      disabled={(users.trim() !== "" && people === undefined) || (cost.trim() !== "" && minor === undefined)}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="People who could not work"
        inputMode="numeric"
        value={users}
        error={change.error?.field("users_affected")}
        onChange={(event) => setUsers(event.target.value)}
        autoFocus
      />
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <TextField
          label="What it may have cost (optional)"
          inputMode="decimal"
          value={cost}
          error={change.error?.field("cost_minor")}
          onChange={(event) => setCost(event.target.value)}
        />
        <TextField
          label="Currency"
          value={currency}
          maxLength={3}
          error={change.error?.field("cost_currency")}
          onChange={(event) => setCurrency(event.target.value)}
        />
      </div>
    </FormDialog>
  );
}
