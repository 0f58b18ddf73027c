// A rota: its zone, and for each layer who takes turns from when on.
import { useState } from "react";
import { ChevronDown, ChevronUp, Plus, X } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Schedule } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh, useApi } from "@/api/query";
import { ZoneField, zoneHere } from "@/directory/zone_field";
import { Button, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { nextMonday } from "./rota_days";

interface LayerForm {
  name: string;
  starts_on: string;
  turn_days: string;
  hand_over_at: string;
  account_ids: string[];
}

export const scheduleMethods = [methods.listSchedules, methods.getRoster, methods.getOnCall];

const blank = (name: string): LayerForm => ({ name, starts_on: nextMonday(Date.now()), turn_days: "7", hand_over_at: "09:00", account_ids: [] });

export function ScheduleDialog({ schedule, onClose }: { schedule?: Schedule; onClose: () => void }) {
  const people = useApi(methods.listQueues, {}, { staleTime: 60_000 }).data?.assignees ?? [];
  const [name, setName] = useState(schedule?.name ?? "On call");
  const [zone, setZone] = useState(schedule?.rules.zone ?? zoneHere());
  const [layers, setLayers] = useState<LayerForm[]>(
    () => schedule?.rules.layers.map((layer) => ({ ...layer, turn_days: String(layer.turn_days) })) ?? [blank("Primary"), blank("Secondary")],
  );
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const nameOf = (id: string) => people.find((one) => one.account_id === id)?.name ?? schedule?.members.find((one) => one.account_id === id)?.name ?? "Nobody";
  const change = (at: number, values: Partial<LayerForm>) => setLayers(layers.map((layer, i) => (i === at ? { ...layer, ...values } : layer)));
  const save = async () => {
    setBusy(true);
    setError(undefined);
    const rules = { zone, layers: layers.map((layer) => ({ ...layer, turn_days: Number(layer.turn_days) || 0 })) };
    try {
      if (schedule) await call(methods.updateSchedule, { schedule_id: schedule.schedule_id, name, rules }, { etag: schedule.etag });
      else await call(methods.createSchedule, { name, rules });
      say("Saved.");
      onClose();
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, scheduleMethods);
  };
  return (
    <FormDialog
      title={schedule ? "Change schedule" : "Add schedule"}
      description="Turns follow one another. The first layer is called first, the second when nobody answers."
      submit="Save"
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
      wide
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="Name" value={name} error={error?.field("name")} onChange={(event) => setName(event.target.value)} />
        <ZoneField value={zone} onChange={setZone} error={error?.field("rules/zone")} />
      </div>
      {layers.map((layer, at) => (
        <fieldset key={at} className="space-y-2 rounded-lg border border-line p-3">
          <legend className="px-1 text-sm font-medium">{layer.name || "Layer"}</legend>
          <div className="grid gap-2 sm:grid-cols-4">
            <TextField label="Layer" value={layer.name} onChange={(event) => change(at, { name: event.target.value })} />
            <TextField label="First hand-over" type="date" value={layer.starts_on} onChange={(event) => change(at, { starts_on: event.target.value })} />
            <TextField label="At" type="time" value={layer.hand_over_at} onChange={(event) => change(at, { hand_over_at: event.target.value })} />
            <TextField label="Days a turn" inputMode="numeric" value={layer.turn_days} onChange={(event) => change(at, { turn_days: event.target.value })} />
          </div>
          <Turns names={layer.account_ids.map(nameOf)} move={(from, to) => change(at, { account_ids: moved(layer.account_ids, from, to) })} />
          <SelectField
            label="Add somebody"
            hideLabel
            value=""
            choices={[
              { value: "", label: "Add somebody …" },
              ...people.map((one) => ({ value: one.account_id, label: one.name })),
            ]}
            onChange={(event) => event.target.value && change(at, { account_ids: [...layer.account_ids, event.target.value] })}
          />
          {layers.length > 1 && (
            <Button icon={X} onClick={() => setLayers(layers.filter((_, i) => i !== at))}>
              Remove layer
            </Button>
          )}
        </fieldset>
      ))}
      {layers.length < 5 && (
        <Button icon={Plus} onClick={() => setLayers([...layers, blank(`Layer ${layers.length + 1}`)])}>
          Add layer
        </Button>
      )}
    </FormDialog>
  );
}

/// To a place before the first: taken out.
function moved(ids: readonly string[], from: number, to: number): string[] {
  const rest = ids.filter((_, i) => i !== from);
  const one = ids[from];
  return to < 0 || one === undefined ? rest : [...rest.slice(0, to), one, ...rest.slice(to)];
}

function Turns({ names, move }: { names: readonly string[]; move: (from: number, to: number) => void }) {
  if (names.length === 0) return <p className="text-dim">Nobody yet: this layer is a gap.</p>;
  return (
    <ol className="space-y-1" aria-label="Turns in their order">
      {names.map((name, i) => (
        <li key={`${i} ${name}`} className="flex items-center gap-1">
          <span className="min-w-0 flex-1 truncate">
            {i + 1}. {name}
          </span>
          <IconButton label={`${name} one turn earlier`} icon={ChevronUp} disabled={i === 0} onClick={() => move(i, i - 1)} />
          <IconButton label={`${name} one turn later`} icon={ChevronDown} disabled={i === names.length - 1} onClick={() => move(i, i + 1)} />
          <IconButton label={`Take ${name} out`} icon={X} onClick={() => move(i, -1)} />
        </li>
      ))}
    </ol>
  );
}
