// A script: its text, what it asks for, where it runs.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { methods } from "@/api/client";
import type { Script } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { useSeen } from "@/ui/seen";
import { blankParameter, formOfParameter, parameterOf, parameterProblem, readsScript, touchedByScript, type ParameterForm } from "./script_words";

const interpreters = ["/bin/sh", "/bin/bash", "/usr/bin/python3"];
const systems = [
  { value: "", label: "Any" },
  { value: "debian", label: "Debian" },
  { value: "ubuntu", label: "Ubuntu" },
];
const kinds = ["text", "number", "choice"].map((value) => ({ value, label: value[0].toUpperCase() + value.slice(1) }));

const blank = { name: "", about: "", interpreter: "/bin/sh", text: "", operating_system: "", timeout_s: "300", note: "" };
const formOf = (script: Script): typeof blank => ({
  name: script.name,
  about: script.about,
  interpreter: script.interpreter,
  text: script.text,
  operating_system: script.operating_system,
  timeout_s: script.timeout_s,
  note: "",
});

const isSeconds = (text: string) => /^\d{1,5}$/.test(text) && Number(text) > 0;

export function ScriptForm({ script: now, onClose }: { script?: Script; onClose: () => void }) {
  const { seen: script, meanwhile } = useSeen(now);
  const navigate = useNavigate();
  const [form, setForm] = useState(() => (script ? formOf(script) : blank));
  const [parameters, setParameters] = useState<readonly ParameterForm[]>(() => script?.parameters.map(formOfParameter) ?? []);
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const create = useChange(methods.createScript, touchedByScript, {
    onSuccess: (made) => {
      onClose();
      void navigate({ to: "/scripts/$script_id", params: { script_id: made.script_id } });
    },
  });
  const update = useChange(methods.updateScript, touchedByScript, { reads: readsScript, etag: script?.etag, onSuccess: onClose });
  const action = script ? update : create;
  const problem = action.error ?? undefined;
  const isNewText = script !== undefined && form.text !== script.text;
  const save = () => {
    const { note, ...fields } = { ...form, name: form.name.trim(), about: form.about.trim() };
    const asked = parameters.map(parameterOf);
    if (script) update.mutate({ ...fields, script_id: script.script_id, parameters: { parameters: asked }, note: note.trim() });
    else create.mutate({ ...fields, parameters: asked });
  };
  const choicesOf = (known: readonly string[], own: string) =>
    [...new Set([...known, own])].filter(Boolean).map((value) => ({ value, label: value }));
  return (
    <FormDialog
      wide
      title={script ? "Change the script" : "New script"}
      description={
        script
          ? "A new text is a new version: another person has to review it, and jobs that were signed keep the text they were signed with."
          : "Another person reads it before it is used."
      }
      submit="Save"
      onSubmit={save}
      onClose={onClose}
      busy={action.isPending}
      error={action.error}
      disabled={!form.name.trim() || !form.text.trim() || !isSeconds(form.timeout_s) || parameters.some((one) => parameterProblem(one, parameters))}
    >
      {!action.isPending && meanwhile}
      <TextField
        label="Name"
        value={form.name}
        maxLength={120}
        error={problem?.field("name")}
        onChange={(event) => set({ name: event.target.value })}
      />
      <TextField
        label="What it does"
        value={form.about}
        maxLength={500}
        error={problem?.field("about")}
        onChange={(event) => set({ about: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <SelectField
          label="Run by"
          choices={choicesOf(interpreters, form.interpreter)}
          value={form.interpreter}
          error={problem?.field("interpreter")}
          onChange={(event) => set({ interpreter: event.target.value })}
        />
        <SelectField
          label="On"
          choices={
            systems.some((one) => one.value === form.operating_system)
              ? systems
              : [...systems, { value: form.operating_system, label: form.operating_system }]
          }
          value={form.operating_system}
          error={problem?.field("operating_system")}
          onChange={(event) => set({ operating_system: event.target.value })}
        />
        <TextField
          label="Seconds at most"
          inputMode="numeric"
          value={form.timeout_s}
          error={isSeconds(form.timeout_s) ? problem?.field("timeout_s") : "A whole number of seconds."}
          onChange={(event) => set({ timeout_s: event.target.value })}
        />
      </div>
      <TextArea
        label="Text"
        rows={12}
        className="mono"
        wrap="off"
        spellCheck={false}
        value={form.text}
        error={problem?.field("text")}
        onChange={(event) => set({ text: event.target.value })}
      />
      {isNewText && (
        <TextField
          label="What is different"
          value={form.note}
          maxLength={200}
          error={problem?.field("note")}
          onChange={(event) => set({ note: event.target.value })}
        />
      )}
      <Parameters all={parameters} onChange={setParameters} />
    </FormDialog>
  );
}

function Parameters({ all, onChange }: { all: readonly ParameterForm[]; onChange: (all: readonly ParameterForm[]) => void }) {
  const set = (place: number, part: Partial<ParameterForm>) => onChange(all.with(place, { ...all[place], ...part }));
  return (
    <fieldset className="space-y-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">What it asks for ({all.length})</legend>
      <p className="text-xs text-dim">Values are handed over as arguments in this order: the first is $1. They are never put into the text.</p>
      {all.map((one, place) => (
        <div key={place} role="group" aria-label={`Parameter ${place + 1}`} className="space-y-2 border-b border-line pb-3">
          <div className="flex items-start gap-2">
            <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
              <TextField
                label="Its name"
                value={one.name}
                maxLength={60}
                error={one.name ? parameterProblem(one, all) : undefined}
                onChange={(event) => set(place, { name: event.target.value })}
              />
              <SelectField label="What it is" choices={kinds} value={one.kind} onChange={(event) => set(place, { kind: event.target.value })} />
              <TextField label="What it means" value={one.about} maxLength={200} onChange={(event) => set(place, { about: event.target.value })} />
              <TextField
                label="What it is usually"
                value={one.default_value}
                onChange={(event) => set(place, { default_value: event.target.value })}
              />
            </div>
            <IconButton icon={X} label={`Take parameter ${place + 1} away`} onClick={() => onChange(all.filter((_, other) => other !== place))} />
          </div>
          {one.kind === "choice" && (
            <TextArea label="Choices, one a line" rows={3} value={one.choices} onChange={(event) => set(place, { choices: event.target.value })} />
          )}
          <CheckField label="It has to be given" checked={one.required} onChange={(event) => set(place, { required: event.target.checked })} />
        </div>
      ))}
      <Button icon={Plus} onClick={() => onChange([...all, blankParameter])}>
        Another parameter
      </Button>
    </fieldset>
  );
}
