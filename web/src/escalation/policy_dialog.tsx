// Whom a ticket calls when, and how work goes from level to level: one policy, as a whole. A change is a new version for what
// begins from now on.
import { useState } from "react";
import { Plus, X } from "lucide-react";
import { call, methods } from "@/api/client";
import type { EscalationPolicy, EscalationRules } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh, useApi } from "@/api/query";
import { Button, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import {
  blankLevel,
  blankStep,
  formOf,
  pageChannels,
  priorities,
  rulesOf,
  targetChoices,
  type LevelForm,
  type RulesForm,
  type StepForm,
} from "./policy_form";

interface Shown {
  policy?: EscalationPolicy; // none: a new one
  from: EscalationRules; // what a new one begins with
  onClose: () => void;
}

export default function PolicyDialog({ policy, from, onClose }: Shown) {
  const people = useApi(methods.listQueues, {}, { staleTime: 60_000 }).data?.assignees ?? [];
  const clients = useApi(methods.listClients, { page_size: 1000, order_by: "name" }, { enabled: !policy }).data?.clients ?? [];
  const schedules = useApi(methods.listSchedules, { page_size: 100 }).data?.schedules ?? [];
  const [name, setName] = useState(policy?.name ?? "");
  const [client, setClient] = useState("");
  const [schedule, setSchedule] = useState(policy?.schedule_id ?? "");
  const [form, setForm] = useState<RulesForm>(() => formOf(policy?.rules ?? from));
  const [priority, setPriority] = useState("P1");
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const rules = rulesOf(form, policy?.rules ?? from);
      if (policy)
        await call(methods.updateEscalationPolicy, { policy_id: policy.policy_id, name, schedule_id: schedule, rules }, { etag: policy.etag });
      else await call(methods.createEscalationPolicy, { client_id: client, name, schedule_id: schedule, rules });
      say("Saved. It holds for what begins from now on.");
      onClose();
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, [methods.listEscalationPolicies, methods.getTicketEscalation]);
  };
  const ladder = form.ladders.find((one) => one.priority === priority);
  const setSteps = (steps: StepForm[]) =>
    setForm({ ...form, ladders: form.ladders.map((one) => (one.priority === priority ? { ...one, steps } : one)) });
  const accounts = people.map((one) => ({ value: one.account_id, label: one.name }));
  return (
    <FormDialog
      wide
      title={policy ? `Who is called: ${policy.client_name || policy.name}` : "Policy of a client"}
      submit="Save"
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} error={error?.field("name")} />
        {!policy && (
          <SelectField
            label="Client"
            value={client}
            choices={[{ value: "", label: "Choose a client" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
            onChange={(event) => setClient(event.target.value)}
            error={error?.field("client_id")}
          />
        )}
        <SelectField
          label="Schedule"
          value={schedule}
          choices={[{ value: "", label: "The oldest one" }, ...schedules.map((one) => ({ value: one.schedule_id, label: one.name }))]}
          onChange={(event) => setSchedule(event.target.value)}
        />
      </div>
      <fieldset className="space-y-2 rounded-lg border border-line p-3">
        <legend className="px-1 font-medium">Who is called when</legend>
        <div role="group" aria-label="Priority" className="flex gap-1">
          {priorities.map((one) => (
            <Button key={one} tone={one === priority ? "primary" : undefined} aria-pressed={one === priority} onClick={() => setPriority(one)}>
              {one}
            </Button>
          ))}
        </div>
        {ladder?.steps.map((step, at) => (
          <StepFields
            key={at}
            step={step}
            accounts={accounts}
            onChange={(next) => setSteps(ladder.steps.map((one, i) => (i === at ? next : one)))}
            onRemove={() => setSteps(ladder.steps.filter((_, i) => i !== at))}
          />
        ))}
        {ladder && (
          <Button icon={Plus} onClick={() => setSteps([...ladder.steps, blankStep()])}>
            Add step
          </Button>
        )}
      </fieldset>
      <Levels form={form} accounts={accounts} onChange={setForm} />
    </FormDialog>
  );
}

interface Person {
  value: string;
  label: string;
}

interface StepShown {
  step: StepForm;
  accounts: readonly Person[];
  onChange: (next: StepForm) => void;
  onRemove: () => void;
}

function StepFields({ step, accounts, onChange, onRemove }: StepShown) {
  const set = (values: Partial<StepForm>) => onChange({ ...step, ...values });
  return (
    <div className="space-y-2 border-t border-line pt-2">
      <div className="grid items-end gap-2 sm:grid-cols-[9rem_6rem_minmax(0,1fr)_minmax(0,1fr)_auto]">
        <SelectField
          label="When"
          value={step.kind}
          choices={[
            { value: "minutes", label: "after minutes" },
            { value: "percent", label: "% of the clock" },
          ]}
          onChange={(event) => set({ kind: event.target.value === "percent" ? "percent" : "minutes" })}
        />
        <TextField label="Number" inputMode="numeric" value={step.number} onChange={(event) => set({ number: event.target.value })} />
        <SelectField
          label="Whom"
          value={step.target}
          choices={[...targetChoices, ...accounts.map((one) => ({ value: `account ${one.value}`, label: one.label }))]}
          onChange={(event) => set({ target: event.target.value, kept: [] })}
        />
        <TextField label="As the page says it" value={step.label} onChange={(event) => set({ label: event.target.value })} />
        <IconButton icon={X} label={`Remove the step ${step.label}`} onClick={onRemove} />
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {step.kind === "minutes" && (
          <CheckField label="Also when somebody has taken it" checked={step.always} onChange={(event) => set({ always: event.target.checked })} />
        )}
        {pageChannels.map((channel) => (
          <CheckField
            key={channel.value}
            label={channel.label}
            checked={step.channels.length === 0 || step.channels.includes(channel.value)}
            onChange={(event) => {
              const now = step.channels.length === 0 ? pageChannels.map((one) => one.value) : step.channels;
              const next = event.target.checked ? [...now, channel.value] : now.filter((one) => one !== channel.value);
              set({ channels: next.length === pageChannels.length ? [] : next });
            }}
          />
        ))}
      </div>
    </div>
  );
}

function Levels({ form, accounts, onChange }: { form: RulesForm; accounts: readonly Person[]; onChange: (next: RulesForm) => void }) {
  const setLevel = (at: number, values: Partial<LevelForm>) =>
    onChange({ ...form, levels: form.levels.map((one, i) => (i === at ? { ...one, ...values } : one)) });
  const setSkill = (at: number, values: Partial<RulesForm["skills"][number]>) =>
    onChange({ ...form, skills: form.skills.map((one, i) => (i === at ? { ...one, ...values } : one)) });
  return (
    <>
      <fieldset className="space-y-3 rounded-lg border border-line p-3">
        <legend className="px-1 font-medium">From level to level</legend>
        {form.levels.map((level, at) => (
          <div key={at} className={`space-y-2 ${at > 0 ? "border-t border-line pt-2" : ""}`}>
            <div className="grid items-end gap-2 sm:grid-cols-[minmax(0,1fr)_10rem_9rem_minmax(0,1fr)_auto]">
              <TextField label="Level" value={level.name} onChange={(event) => setLevel(at, { name: event.target.value })} />
              <TextField
                label="On after minutes"
                inputMode="numeric"
                placeholder="by hand only"
                value={level.minutes}
                onChange={(event) => setLevel(at, { minutes: event.target.value })}
              />
              <TextField
                label="Of priorities"
                placeholder="all"
                value={level.priorities}
                onChange={(event) => setLevel(at, { priorities: event.target.value })}
              />
              <TextField label="Roles" placeholder="TEC, ENG" value={level.roles} onChange={(event) => setLevel(at, { roles: event.target.value })} />
              <IconButton
                icon={X}
                label={`Remove ${level.name}`}
                onClick={() => onChange({ ...form, levels: form.levels.filter((_, i) => i !== at) })}
              />
            </div>
            <People ids={level.accounts} accounts={accounts} label={`People at ${level.name}`} onChange={(ids) => setLevel(at, { accounts: ids })} />
            <CheckField label="Somebody outside" checked={level.vendor} onChange={(event) => setLevel(at, { vendor: event.target.checked })} />
          </div>
        ))}
        <Button icon={Plus} onClick={() => onChange({ ...form, levels: [...form.levels, blankLevel(form.levels.length)] })}>
          Add level
        </Button>
      </fieldset>
      <fieldset className="space-y-2 rounded-lg border border-line p-3">
        <legend className="px-1 font-medium">Who knows what</legend>
        {form.skills.map((skill, at) => (
          <div key={at} className="grid items-end gap-2 sm:grid-cols-[12rem_minmax(0,1fr)_auto]">
            <TextField
              label="Skill"
              value={skill.name}
              onChange={(event) => setSkill(at, { name: event.target.value })}
            />
            <People
              ids={skill.accounts}
              accounts={accounts}
              label={`People who know ${skill.name}`}
              onChange={(ids) => setSkill(at, { accounts: ids })}
            />
            <IconButton
              icon={X}
              label={`Remove ${skill.name}`}
              onClick={() => onChange({ ...form, skills: form.skills.filter((_, i) => i !== at) })}
            />
          </div>
        ))}
        <Button icon={Plus} onClick={() => onChange({ ...form, skills: [...form.skills, { name: "", accounts: [] }] })}>
          Add skill
        </Button>
      </fieldset>
    </>
  );
}

interface PeopleShown {
  ids: readonly string[];
  accounts: readonly Person[];
  label: string;
  onChange: (ids: string[]) => void;
}

function People({ ids, accounts, label, onChange }: PeopleShown) {
  const nameOf = (id: string) => accounts.find((one) => one.value === id)?.label ?? "Somebody who has left";
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {ids.map((id) => (
        <span key={id} className="flex items-center gap-0.5 rounded-md border border-line pl-2">
          {nameOf(id)}
          <IconButton icon={X} label={`Take ${nameOf(id)} out`} onClick={() => onChange(ids.filter((one) => one !== id))} />
        </span>
      ))}
      <SelectField
        label={label}
        hideLabel
        value=""
        choices={[{ value: "", label: "Add somebody …" }, ...accounts.filter((one) => !ids.includes(one.value))]}
        onChange={(event) => event.target.value && onChange([...ids, event.target.value])}
      />
    </div>
  );
}
