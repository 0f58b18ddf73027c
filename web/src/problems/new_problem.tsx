// A problem that a person opens: whose, about what, and from which incident.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useClientId } from "@/app/search";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { touchedByProblem } from "./problem_words";

export function NewProblem({ ticket, onClose }: { ticket?: Ticket; onClose: () => void }) {
  const navigate = useNavigate();
  const narrowed = useClientId();
  const [form, setForm] = useState({
    client_id: ticket?.client_id ?? narrowed,
    title: ticket ? `Why: ${ticket.title}` : "",
    description: "",
    device_id: ticket?.device_id ?? "",
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const clients = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { enabled: !ticket, staleTime: 60_000 }).data?.clients ?? [];
  const devices =
    useApi(
      methods.listDevices,
      { filter: `client_id:${form.client_id}`, order_by: "name", page_size: 1000 },
      { enabled: form.client_id !== "", staleTime: 60_000 },
    ).data?.devices ?? [];
  const create = useChange(methods.createProblem, touchedByProblem, {
    onSuccess: (problem) => {
      onClose();
      void navigate({ to: "/problems/$problem_id", params: { problem_id: problem.problem_id } });
    },
  });
  return (
    <FormDialog
      title="New problem"
      description={ticket ? `The cause of ${ticket.reference}. A ticket of kind problem is opened with it.` : "A ticket of kind problem is opened with it."}
      submit="Open"
      onSubmit={() => create.mutate({ ...form, ticket_id: ticket?.ticket_id ?? "" })}
      onClose={onClose}
      busy={create.isPending}
      error={create.error}
      disabled={!form.client_id || !form.title.trim()}
    >
      {!ticket && (
        <SelectField
          label="Client"
          choices={[{ value: "", label: "Choose" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
          value={form.client_id}
          onChange={(event) => set({ client_id: event.target.value, device_id: "" })}
        />
      )}
      <TextField
        label="What comes back"
        value={form.title}
        maxLength={200}
        error={create.error?.field("title")}
        onChange={(event) => set({ title: event.target.value })}
      />
      <TextArea label="What is known" rows={4} value={form.description} onChange={(event) => set({ description: event.target.value })} />
      <SelectField
        label="Device"
        choices={[{ value: "", label: "None" }, ...devices.map((one) => ({ value: one.device_id, label: one.name ?? "" }))]}
        value={form.device_id}
        error={create.error?.field("device_id")}
        onChange={(event) => set({ device_id: event.target.value })}
      />
    </FormDialog>
  );
}
