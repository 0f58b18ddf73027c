// What a job does: fields of each kind.
import { useState, type ChangeEvent } from "react";
import type { Script, ScriptParameter } from "@/api/generated/schema";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { bytes as sizeWords } from "@/ui/format";
import { base64Of, base64OfText, textOfBase64, valueOf, valueProblem, type JobForm, type Kind } from "./job_form";
import { classLabel } from "./job_words";

const kinds: readonly Kind[] = ["script", "service", "reboot", "file_put", "agent_config"];
const verbs = ["restart", "start", "stop", "enable", "disable"].map((value) => ({ value, label: value[0].toUpperCase() + value.slice(1) }));
const largestFile = 65_536;

interface Props {
  form: JobForm;
  scripts: readonly Script[];
  set: (part: Partial<JobForm>) => void;
}

export function ActionFields({ form, scripts, set }: Props) {
  return (
    <div className="space-y-3">
      <SelectField
        label="What"
        choices={kinds.map((value) => ({ value, label: classLabel(value) }))}
        value={form.kind}
        onChange={(event) => set({ kind: event.target.value as Kind })}
      />
      {form.kind === "script" && <ScriptFields form={form} scripts={scripts} set={set} />}
      {form.kind === "service" && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Service"
            placeholder="nginx.service"
            value={form.unit}
            onChange={(event) => set({ unit: event.target.value })}
            spellCheck={false}
          />
          <SelectField label="What to do with it" choices={verbs} value={form.verb} onChange={(event) => set({ verb: event.target.value })} />
        </div>
      )}
      {form.kind === "reboot" && (
        <div className="grid gap-3 sm:grid-cols-[120px_1fr]">
          <TextField label="After minutes" inputMode="numeric" value={form.delay} onChange={(event) => set({ delay: event.target.value })} />
          <TextField
            label="What people at the machine are told"
            value={form.message}
            maxLength={200}
            onChange={(event) => set({ message: event.target.value })}
          />
        </div>
      )}
      {form.kind === "file_put" && <FileFields form={form} set={set} />}
      {form.kind === "agent_config" && (
        <TextField
          label="Seconds between two reports"
          inputMode="numeric"
          value={form.interval}
          onChange={(event) => set({ interval: event.target.value })}
        />
      )}
    </div>
  );
}

function ScriptFields({ form, scripts, set }: Props) {
  const script = scripts.find((one) => one.script_id === form.script_id);
  return (
    <>
      <SelectField
        label="Script"
        choices={[{ value: "", label: "Choose" }, ...scripts.map((one) => ({ value: one.script_id, label: one.name }))]}
        value={form.script_id}
        help={script ? script.about : scripts.length === 0 ? "The library has no script that may run. Write one under Scripts." : undefined}
        onChange={(event) => set({ script_id: event.target.value, values: {} })}
      />
      {script?.parameters.map((parameter) => (
        <ValueField
          key={parameter.name}
          parameter={parameter}
          value={valueOf(form, parameter)}
          onChange={(value) => set({ values: { ...form.values, [parameter.name]: value } })}
        />
      ))}
      {script && (
        <SelectField
          label="Network"
          choices={[
            { value: "none", label: "None: the script reaches no other machine" },
            { value: "any", label: "Any: the script may connect anywhere" },
          ]}
          value={form.network}
          onChange={(event) => set({ network: event.target.value })}
        />
      )}
    </>
  );
}

export function ValueField({ parameter, value, onChange }: { parameter: ScriptParameter; value: string; onChange: (value: string) => void }) {
  const label = parameter.required ? parameter.name : `${parameter.name} (may stay empty)`;
  if (parameter.kind === "choice")
    return (
      <SelectField
        label={label}
        help={parameter.about}
        choices={[{ value: "", label: parameter.required ? "Choose" : "None" }, ...parameter.choices.map((one) => ({ value: one, label: one }))]}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <TextField
      label={label}
      help={parameter.about}
      inputMode={parameter.kind === "number" ? "decimal" : undefined}
      value={value}
      error={value ? valueProblem(parameter, value) : undefined}
      onChange={(event) => onChange(event.target.value)}
      spellCheck={false}
    />
  );
}

function FileFields({ form, set }: Pick<Props, "form" | "set">) {
  const [problem, setProblem] = useState("");
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    if (file.size > largestFile) return setProblem(`${sizeWords(file.size)} is too large: ${sizeWords(largestFile)} at most.`);
    setProblem("");
    set({ content: base64Of(new Uint8Array(await file.arrayBuffer())), content_name: file.name });
  };
  return (
    <>
      <TextField
        label="Path on the machine"
        placeholder="/etc/motd"
        value={form.path}
        onChange={(event) => set({ path: event.target.value })}
        spellCheck={false}
      />
      {form.content_name ? (
        <p>
          The content of <span className="font-medium">{form.content_name}</span>.{" "}
          <button type="button" className="link" onClick={() => set({ content: "", content_name: "" })}>
            Write it here
          </button>
        </p>
      ) : (
        <TextArea
          label="Content"
          rows={5}
          className="mono"
          spellCheck={false}
          value={textOfBase64(form.content)}
          onChange={(event) => set({ content: base64OfText(event.target.value) })}
        />
      )}
      <TextField label="Or from a file" type="file" className="pt-1" error={problem || undefined} onChange={(event) => void take(event)} />
      <div className="grid grid-cols-3 gap-3">
        <TextField label="Mode" value={form.mode} onChange={(event) => set({ mode: event.target.value })} spellCheck={false} />
        <TextField label="Owner" value={form.owner} onChange={(event) => set({ owner: event.target.value })} spellCheck={false} />
        <TextField label="Group" value={form.group} onChange={(event) => set({ group: event.target.value })} spellCheck={false} />
      </div>
    </>
  );
}
