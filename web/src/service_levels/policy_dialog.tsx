// What is promised, as the table in which people think of it: priorities down, promises across.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { Calendar, SlaPolicy, SlaRules, SlaTarget } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Priority } from "@/ui/status";
import { say } from "@/ui/toast";
import { kindLabel, kinds, targetIn, targetOf, targetText } from "./rule_text";

const priorities = ["P1", "P2", "P3", "P4"] as const;
const place = (priority: string, kind: string) => `${priority} ${kind}`;

/// A change of `policy`, or a new one that begins with the rules of `like`.
export function PolicyDialog({
  policy,
  like,
  calendars,
  onClose,
}: {
  policy?: SlaPolicy;
  like: SlaRules;
  calendars: readonly Calendar[];
  onClose: () => void;
}) {
  const [name, setName] = useState(policy?.name ?? "");
  const [client, setClient] = useState(policy?.client_id ?? "");
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      priorities.flatMap((priority) => kinds.map((kind) => [place(priority, kind), targetText(targetIn(like, priority, kind))])),
    ),
  );
  const [on, setOn] = useState<Record<string, string>>(() =>
    Object.fromEntries(priorities.map((priority) => [priority, like.promises.find((one) => one.priority === priority)?.calendar_id ?? ""])),
  );
  const [bad, setBad] = useState("");
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const clients = useClients();

  const rules = (): SlaRules | undefined => {
    const promises = [];
    for (const priority of priorities) {
      const targets: SlaTarget[] = [];
      for (const kind of kinds) {
        const target = targetOf(kind, texts[place(priority, kind)] ?? "");
        if (target === undefined) {
          setBad(place(priority, kind));
          return undefined;
        }
        if (target) targets.push(target);
      }
      if (targets.length > 0) promises.push({ priority, calendar_id: on[priority] ?? "", targets });
    }
    setBad("");
    return { promises, pauses: like.pauses };
  };
  const save = async () => {
    const wanted = rules();
    if (!wanted) return;
    setBusy(true);
    try {
      if (policy)
        await call(
          methods.updateSlaPolicy,
          { policy_id: policy.policy_id, name, rules: wanted, effective_from_unix_ms: 0 },
          { etag: policy.etag },
        );
      else await call(methods.createSlaPolicy, { name, client_id: client, rules: wanted, effective_from_unix_ms: 0 });
      say("Saved. It holds for what is received from now on.");
      onClose();
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, [methods.listSlaPolicies]);
  };
  const choices = [
    { value: "", label: "Around the clock" },
    ...calendars.filter((one) => !one.client_id || one.client_id === client).map((one) => ({ value: one.calendar_id, label: one.name })),
  ];
  return (
    <FormDialog
      wide
      title={policy ? `Policy ${policy.name}` : "Promise something to a client"}
      description="Times as 15 min, 4 h or 1 day (a business day). Empty: not promised."
      submit="Save"
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} error={error?.field("name")} maxLength={100} />
        {!policy && (
          <SelectField
            label="Client"
            choices={[{ value: "", label: "Choose a client" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
            value={client}
            onChange={(event) => setClient(event.target.value)}
            error={error?.field("client_id")}
          />
        )}
      </div>
      {priorities.map((priority) => (
        <fieldset key={priority} className="rounded-lg border border-line p-3">
          <legend className="px-1">
            <Priority value={priority} />
          </legend>
          <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
            <SelectField
              label="Counted on"
              choices={choices}
              value={on[priority]}
              onChange={(event) => setOn({ ...on, [priority]: event.target.value })}
            />
            {kinds.map((kind) => (
              <TextField
                key={kind}
                label={kindLabel[kind] ?? kind}
                value={texts[place(priority, kind)]}
                error={bad === place(priority, kind) ? "Write 15 min, 4 h or 1 day." : undefined}
                onChange={(event) => setTexts({ ...texts, [place(priority, kind)]: event.target.value })}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </FormDialog>
  );
}
