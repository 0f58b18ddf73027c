// A ticket from a template: for whom, by whom, about what. The rest is written already.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { say } from "@/ui/toast";

const sources = [
  { value: "phone", label: "Phone" },
  { value: "email", label: "Mail" },
  { value: "walk_up", label: "In person" },
  { value: "portal", label: "Portal" },
];

export function FromTemplate({ clientId = "", templateId = "", onClose }: { clientId?: string; templateId?: string; onClose: () => void }) {
  const navigate = useNavigate();
  const [form, setForm] = useState({
    client_id: clientId,
    template_id: templateId,
    source: "phone",
    requester_person_id: "",
    device_id: "",
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const clients = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { staleTime: 60_000 }).data?.clients ?? [];
  const templates = useApi(methods.listTicketTemplates, { page_size: 500 }, { staleTime: 60_000 }).data?.templates ?? [];
  const has = form.client_id !== "";
  const people =
    useApi(methods.listPeople, { client_id: form.client_id, order_by: "name", page_size: 500 }, { enabled: has }).data?.people ?? [];
  const devices =
    useApi(
      methods.listDevices,
      { filter: `${termText("client_id", form.client_id)} life:active`, order_by: "name", page_size: 500 },
      { enabled: has },
    ).data?.devices ?? [];
  const open = useChange(methods.openFromTemplate, [methods.listTickets, methods.listQueues], {
    onSuccess: (ticket) => {
      say(
        ticket.gaps.length > 0
          ? `${ticket.reference} is open. Without a value: ${ticket.gaps.join(", ")}.`
          : `${ticket.reference} is open.`,
      );
      onClose();
      void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: ticket.ticket_id } });
    },
  });
  const template = templates.find((one) => one.template_id === form.template_id);
  return (
    <FormDialog
      title="Ticket from a template"
      submit="Open ticket"
      onSubmit={() => open.mutate(form)}
      onClose={onClose}
      busy={open.isPending}
      error={open.error}
      disabled={!form.client_id || !form.template_id}
    >
      <SelectField
        label="Template"
        choices={[{ value: "", label: "Choose a template" }, ...templates.map((one) => ({ value: one.template_id, label: one.name }))]}
        value={form.template_id}
        onChange={(event) => set({ template_id: event.target.value })}
        help={template && `${template.title}${template.checklist.length > 0 ? `, with a checklist of ${template.checklist.length}` : ""}`}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Client"
          choices={[{ value: "", label: "Choose a client" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
          value={form.client_id}
          onChange={(event) => set({ client_id: event.target.value, requester_person_id: "", device_id: "" })}
        />
        <SelectField label="Came by" choices={sources} value={form.source} onChange={(event) => set({ source: event.target.value })} />
        <SelectField
          label="Asked by"
          disabled={!has}
          choices={[{ value: "", label: "Nobody" }, ...people.map((one) => ({ value: one.person_id, label: one.name }))]}
          value={form.requester_person_id}
          onChange={(event) => set({ requester_person_id: event.target.value })}
        />
        <SelectField
          label="Device"
          disabled={!has}
          choices={[{ value: "", label: "None" }, ...devices.map((one) => ({ value: one.device_id, label: one.name ?? "" }))]}
          value={form.device_id}
          onChange={(event) => set({ device_id: event.target.value })}
        />
      </div>
    </FormDialog>
  );
}
