import { useState } from "react";
import { methods } from "@/api/client";
import type { ChecklistDraftItem, TicketTemplate } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { EditDialog, useEditing } from "@/ui/edit_dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { words } from "@/ui/format";
import { ChecklistFields } from "./checklist_fields";
import { FieldHelp } from "./field_help";

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: words(value) }));
const kinds = choices(["incident", "request", "internal"]);
const impacts = choices(["extensive", "significant", "limited"]);
const urgencies = choices(["high", "medium", "low"]);
const blank = { name: "", title: "", description: "", kind: "request", category: "", impact: "limited", urgency: "medium", queue: "" };

export function TemplateDialog({ template, onClose }: { template?: TicketTemplate; onClose: () => void }) {
  const [form, setForm] = useState(() =>
    template
      ? {
          name: template.name,
          title: template.title,
          description: template.description,
          kind: template.kind,
          category: template.category,
          impact: template.impact,
          urgency: template.urgency,
          queue: template.queue,
        }
      : blank,
  );
  const [items, setItems] = useState<ChecklistDraftItem[]>(() => template?.checklist ?? []);
  const queues = useApi(methods.listQueues, {}, { staleTime: 60_000 }).data?.queues ?? [];
  const categories = useApi(methods.listTicketCategories, {}, { staleTime: 60_000 }).data?.categories ?? [];
  const categoryChoices = [{ value: "", label: "No category" }, ...categories.map(({ path }) => ({ value: path, label: path }))];
  // One that is not in use any more stays until another is chosen.
  if (form.category && !categories.some(({ path }) => path === form.category))
    categoryChoices.push({ value: form.category, label: `${form.category} (not in use)` });
  const { save, wrong, frame } = useEditing({
    create: methods.createTicketTemplate,
    update: methods.updateTicketTemplate,
    touches: [methods.listTicketTemplates, methods.listTicketSchedules],
    before: template,
    onDone: onClose,
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const checklist = items.filter((item) => item.title.trim() !== "");
  const send = () =>
    save({ ...form, checklist }, { template_id: template?.template_id ?? "", ...form, checklist: { items: checklist } });
  return (
    <EditDialog thing="ticket template" frame={frame} onSave={send}>
      <TextField
        label="Name of the template"
        value={form.name}
        maxLength={100}
        error={wrong("name")}
        onChange={(event) => set({ name: event.target.value })}
      />
      <TextField
        label="What the ticket is about"
        value={form.title}
        maxLength={400}
        error={wrong("title")}
        onChange={(event) => set({ title: event.target.value })}
      />
      <TextArea
        label="Description"
        rows={5}
        value={form.description}
        error={wrong("description")}
        onChange={(event) => set({ description: event.target.value })}
      />
      <FieldHelp newTicket />
      <div className="grid gap-3 sm:grid-cols-3">
        <SelectField label="Kind" choices={kinds} value={form.kind} onChange={(event) => set({ kind: event.target.value })} />
        <SelectField label="Impact" choices={impacts} value={form.impact} onChange={(event) => set({ impact: event.target.value })} />
        <SelectField label="Urgency" choices={urgencies} value={form.urgency} onChange={(event) => set({ urgency: event.target.value })} />
        <SelectField
          label="Queue"
          choices={[
            { value: "", label: "Service desk" },
            ...queues.filter((queue) => queue.name !== "service desk").map((queue) => ({ value: queue.name, label: words(queue.name) })),
          ]}
          value={form.queue === "service desk" ? "" : form.queue}
          onChange={(event) => set({ queue: event.target.value })}
        />
        <SelectField
          label="Category"
          choices={categoryChoices}
          value={form.category}
          error={wrong("category")}
          onChange={(event) => set({ category: event.target.value })}
        />
      </div>
      <ChecklistFields items={items} onChange={setItems} />
    </EditDialog>
  );
}
