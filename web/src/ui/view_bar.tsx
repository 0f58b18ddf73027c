// Named filters above a list: the ones we ship, then the person's and the team's.
import { useState } from "react";
import { Plus, Trash2, Users } from "lucide-react";
import { Button, IconButton } from "./button";
import { Dialog, FormDialog } from "./dialog";
import { CheckField, TextField } from "./field";

export interface View {
  id?: string; // of a saved one
  name: string;
  query: string;
  team?: boolean;
  mine?: boolean;
}

interface Props {
  views: readonly View[];
  query: string;
  onPick: (query: string) => void;
  onSave: (name: string, team: boolean) => Promise<void>;
  onRemove: (view: View) => void;
}

export function ViewBar({ views, query, onPick, onSave, onRemove }: Props) {
  const [saving, setSaving] = useState(false);
  const [removing, setRemoving] = useState<View>();
  const current = query.trim();
  const known = views.some((view) => view.query === current);
  return (
    <div
      role="toolbar"
      aria-label="Saved views"
      className="no-print flex shrink-0 items-center gap-1 overflow-x-auto border-b border-line px-2 py-1.5 [scrollbar-width:none]"
    >
      {views.map((view) => (
        <span key={view.id ?? view.name} className={`flex shrink-0 items-center rounded-md ${view.query === current ? "bg-sel" : ""}`}>
          <button
            type="button"
            aria-pressed={view.query === current}
            onClick={() => onPick(view.query)}
            className={`flex h-7 items-center gap-1.5 rounded-md px-2 whitespace-nowrap
              ${view.query === current ? "font-medium" : "text-dim hover:bg-hover hover:text-ink"}`}
          >
            {view.team && <Users size={13} aria-label="Team view" />}
            {view.name}
          </button>
          {view.query === current && view.mine && (
            <IconButton icon={Trash2} label={`Remove the view ${view.name}`} onClick={() => setRemoving(view)} />
          )}
        </span>
      ))}
      {current !== "" && !known && (
        <Button tone="quiet" icon={Plus} onClick={() => setSaving(true)}>
          Save view
        </Button>
      )}
      {saving && <SaveView query={current} onSave={onSave} onClose={() => setSaving(false)} />}
      {removing && (
        <Dialog
          title={`Remove the view “${removing.name}”?`}
          description={removing.team ? "It goes away for everybody in the team." : undefined}
          onClose={() => setRemoving(undefined)}
        >
          <div className="flex justify-end gap-2">
            <Button onClick={() => setRemoving(undefined)}>Keep it</Button>
            <Button
              tone="danger"
              onClick={() => {
                onRemove(removing);
                setRemoving(undefined);
              }}
            >
              Remove
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function SaveView({ query, onSave, onClose }: { query: string; onSave: Props["onSave"]; onClose: () => void }) {
  const [name, setName] = useState("");
  const [team, setTeam] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    onSave(name.trim(), team)
      .then(onClose, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog
      title="Save this view"
      description={<code className="mono">{query}</code>}
      submit="Save view"
      onSubmit={save}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!name.trim()}
    >
      <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} maxLength={60} autoFocus />
      <CheckField label="For the whole team" checked={team} onChange={(event) => setTeam(event.target.checked)} />
    </FormDialog>
  );
}
