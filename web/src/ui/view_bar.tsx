// Named filters above a list: the ones we ship, then the person's and the team's.
import { useEffect, useRef, useState } from "react";
import { Ellipsis, Home, Plus, Users } from "lucide-react";
import { Button } from "./button";
import { Dialog, FormDialog } from "./dialog";
import { CheckField, TextField } from "./field";
import { useKeys } from "./keys";
import { Menu } from "./menu";

/// What the list shows, as the address says it: empty is what is usual.
export interface Look {
  query: string;
  sort: string;
  columns: string;
}
export interface View extends Partial<Omit<Look, "query">> {
  id?: string; // of a saved one
  name: string;
  query: string;
  team?: boolean;
  mine?: boolean;
  opens?: boolean; // the page opens with it for this person
}
export interface ViewChange {
  name?: string;
  team?: boolean;
  opens?: boolean;
  look?: Look;
}

interface Props {
  views: readonly View[];
  look: Look;
  onPick: (view: View) => void;
  onSave: (name: string, team: boolean, opens: boolean) => Promise<void>;
  onChange: (view: View, change: ViewChange) => Promise<void>;
  onRemove: (view: View) => void;
}

const isExactly = (view: View, look: Look) =>
  view.query === look.query && (view.sort ?? "") === look.sort && (view.columns ?? "") === look.columns;

/// The view that is shown: exactly, or at least its filter.
export const presentView = (views: readonly View[], look: Look): View | undefined =>
  views.find((view) => isExactly(view, look)) ?? views.find((view) => view.query === look.query);

export function ViewBar({ views, look, onPick, onSave, onChange, onRemove }: Props) {
  const [saving, setSaving] = useState(false);
  const [removing, setRemoving] = useState<View>();
  const [editing, setEditing] = useState<View>();
  const present = presentView(views, look);
  // The chosen one is seen whole, on a phone too.
  const chosen = useRef<HTMLButtonElement>(null);
  const shown = present?.name;
  useEffect(() => {
    void chosen.current?.scrollIntoView({ block: "nearest", inline: "nearest" }); // a promise in some browsers: no clean-up
  }, [shown]);
  const known = present !== undefined && isExactly(present, look);
  const maySave = !known && (look.query !== "" || look.sort !== "" || look.columns !== "");
  useKeys([{ keys: "Shift+v", label: "Save this view", group: "Lists", run: () => setSaving(true) }], maySave);
  const items = (view: View) => [
    { label: view.opens ? "No longer open the page with it" : "Open the page with it", run: () => void onChange(view, { opens: !view.opens }) },
    ...(view.mine
      ? [
          ...(known ? [] : [{ label: "Keep this order and these columns in it", run: () => void onChange(view, { look }) }]),
          { label: "Rename or share", run: () => setEditing(view) },
          { label: "Remove", run: () => setRemoving(view), danger: true },
        ]
      : []),
  ];
  return (
    <div
      role="toolbar"
      aria-label="Saved views"
      className="no-print flex shrink-0 items-center gap-1 overflow-x-auto border-b border-line px-2 py-1.5 [scrollbar-width:none]"
    >
      {views.map((view) => (
        <span key={view.id ?? view.name} className={`flex shrink-0 items-center rounded-md ${view === present ? "bg-sel" : ""}`}>
          <button
            ref={view === present ? chosen : undefined}
            type="button"
            aria-pressed={view === present}
            onClick={() => onPick(view)}
            className={`flex h-7 items-center gap-1.5 rounded-md px-2 whitespace-nowrap
              ${view === present ? "font-medium" : "text-dim hover:bg-hover hover:text-ink"}`}
          >
            {view.opens && <Home size={13} role="img" aria-label="The page opens with it" />}
            {view.team && <Users size={13} role="img" aria-label="Team view" />}
            {view.name}
          </button>
          {view === present && view.id && <Menu quiet icon={Ellipsis} label={`The view ${view.name}`} items={items(view)} />}
        </span>
      ))}
      {maySave && (
        <Button tone="quiet" icon={Plus} keys="Shift+v" onClick={() => setSaving(true)}>
          Save view
        </Button>
      )}
      {saving && <ViewDialog look={look} onSave={onSave} onClose={() => setSaving(false)} />}
      {editing && (
        <ViewDialog
          view={editing}
          look={look}
          onSave={(name, team, opens) => onChange(editing, { name, team, opens })}
          onClose={() => setEditing(undefined)}
        />
      )}
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

function ViewDialog({ view, look, onSave, onClose }: { view?: View; look: Look; onSave: Props["onSave"]; onClose: () => void }) {
  const [name, setName] = useState(view?.name ?? "");
  const [team, setTeam] = useState(view?.team ?? false);
  const [opens, setOpens] = useState(view?.opens ?? false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    onSave(name.trim(), team, opens)
      .then(onClose, setError)
      .finally(() => setBusy(false));
  };
  const query = view?.query ?? look.query;
  return (
    <FormDialog
      title={view ? `The view “${view.name}”` : "Save this view"}
      description={
        <>
          {query ? <code className="mono">{query}</code> : "Everything"}
          {!view && (look.sort || look.columns) && ", with this order and these columns"}
        </>
      }
      submit={view ? "Save" : "Save view"}
      onSubmit={save}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!name.trim()}
    >
      <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} maxLength={60} autoFocus />
      <CheckField label="For the whole team" checked={team} onChange={(event) => setTeam(event.target.checked)} />
      <CheckField
        label="Open the page with it"
        help="For you alone, in every browser."
        checked={opens}
        onChange={(event) => setOpens(event.target.checked)}
      />
    </FormDialog>
  );
}
