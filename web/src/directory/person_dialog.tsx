import { useState } from "react";
import { methods } from "@/api/client";
import type { Person, Site } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { minorOf } from "@/ui/money";
import { say } from "@/ui/toast";
import { personRoles } from "./person_roles";

const touched = [methods.listPeople, methods.listClients, methods.getClient];

/// Someone at a client. Without `person` it makes a new one.
export function PersonDialog({
  clientId,
  person,
  sites,
  onClose,
}: {
  clientId: string;
  person?: Person;
  sites: readonly Site[];
  onClose: () => void;
}) {
  const [form, setForm] = useState({
    name: person?.name ?? "",
    email: person?.email ?? "",
    phone: person?.phone ?? "",
    title: person?.title ?? "",
    site_id: person?.site_id ?? "",
    vip: person?.vip ?? false,
  });
  const [limit, setLimit] = useState(Number(person?.approval_limit_minor) > 0 ? (Number(person?.approval_limit_minor) / 100).toFixed(2) : "");
  const [currency, setCurrency] = useState(person?.approval_limit_currency || "CHF");
  const [roles, setRoles] = useState<readonly string[]>(person?.roles ?? ["CUS"]);
  const done = {
    onSuccess: () => {
      onClose();
      say(`Saved ${form.name}.`);
    },
  };
  const create = useChange(methods.createPerson, touched, done),
    update = useChange(methods.updatePerson, touched, done);
  const change = person ? update : create;
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const text = (name: "name" | "email" | "phone" | "title", label: string, type = "text") => (
    <TextField
      label={label}
      type={type}
      value={form[name]}
      onChange={(event) => set({ [name]: event.target.value })}
      maxLength={250}
      error={change.error?.field(name)}
      autoFocus={name === "name"}
      autoComplete="off"
    />
  );
  const amount = limit.trim() ? minorOf(limit) : 0;
  const approves = roles.includes("CAP");
  const submit = () => {
    const values = {
      ...form,
      name: form.name.trim(),
      roles: [...roles],
      approval_limit_minor: String(approves ? (amount ?? 0) : 0),
      approval_limit_currency: approves && amount ? currency.trim().toUpperCase() : "",
    };
    if (person) update.mutate({ person_id: person.person_id, ...values });
    else create.mutate({ client_id: clientId, ...values });
  };
  return (
    <FormDialog
      title={person ? "Edit the person" : "Add a person"}
      submit={person ? "Save" : "Add person"}
      onSubmit={submit}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!form.name.trim() || amount === undefined}
    >
      {text("name", "Name")}
      <div className="grid gap-3 sm:grid-cols-2">
        {text("email", "E-mail", "email")}
        {text("phone", "Phone", "tel")}
        {text("title", "Position")}
        <SelectField
          label="Site"
          value={form.site_id}
          choices={[{ value: "", label: "No site" }, ...sites.map((site) => ({ value: site.site_id, label: site.name }))]}
          onChange={(event) => set({ site_id: event.target.value })}
        />
      </div>
      <fieldset className="space-y-1.5">
        <legend className="mb-1 font-medium">May</legend>
        {personRoles.map((role) => (
          <CheckField
            key={role.value}
            label={role.label}
            checked={roles.includes(role.value)}
            onChange={(event) => setRoles(event.target.checked ? [...roles, role.value] : roles.filter((one) => one !== role.value))}
          />
        ))}
      </fieldset>
      {approves && (
        <div className="grid gap-3 sm:grid-cols-[1fr_7rem]">
          <TextField
            label="Approves up to"
            inputMode="decimal"
            help="What costs more goes to the decision-maker; empty: everything that costs money."
            value={limit}
            error={amount === undefined ? "An amount: 500 or 1250.50" : change.error?.field("approval_limit_minor")}
            onChange={(event) => setLimit(event.target.value)}
            maxLength={20}
            autoComplete="off"
          />
          <TextField
            label="Currency"
            value={currency}
            error={change.error?.field("approval_limit_currency")}
            onChange={(event) => setCurrency(event.target.value)}
            maxLength={3}
            autoComplete="off"
          />
        </div>
      )}
      <CheckField
        label="VIP"
        help="Tickets of this person count one step more urgent."
        checked={form.vip}
        onChange={(event) => set({ vip: event.target.checked })}
      />
    </FormDialog>
  );
}
