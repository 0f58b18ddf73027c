// The lines of a template's checklist, one under the other.
import { Plus, X } from "lucide-react";
import type { ChecklistDraftItem } from "@/api/generated/schema";
import { Button, IconButton } from "@/ui/button";
import { CheckField, TextField } from "@/ui/field";

export function ChecklistFields({
  items,
  onChange,
}: {
  items: readonly ChecklistDraftItem[];
  onChange: (items: ChecklistDraftItem[]) => void;
}) {
  const change = (at: number, part: Partial<ChecklistDraftItem>) =>
    onChange(items.map((item, i) => (i === at ? { ...item, ...part } : item)));
  return (
    <fieldset className="space-y-2 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">Checklist</legend>
      {items.length === 0 && <p className="text-dim">No lines.</p>}
      {items.map((item, at) => (
        <div key={at} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <div className="min-w-0 flex-1 basis-56">
            <TextField
              label={`Line ${at + 1}`}
              hideLabel
              value={item.title}
              maxLength={300}
              onChange={(event) => change(at, { title: event.target.value })}
            />
          </div>
          <CheckField label="Required" checked={item.required} onChange={(event) => change(at, { required: event.target.checked })} />
          <IconButton icon={X} label={`Remove line ${at + 1}`} onClick={() => onChange(items.filter((_, i) => i !== at))} />
        </div>
      ))}
      {items.length < 100 && (
        <Button icon={Plus} onClick={() => onChange([...items, { title: "", required: false }])}>
          Add line
        </Button>
      )}
    </fieldset>
  );
}
