// Whom a ticket calls after which time, by priority, and how work goes from level to level: each policy, read as sentences.
import { lazy, Suspense, useState } from "react";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { methods } from "@/api/client";
import type { EscalationPolicy, EscalationStep, FunctionalLevel } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Section, Table } from "@/ui/panel";
import { Chip, Priority } from "@/ui/status";
import { span } from "@/ui/format";
import { sayProblem } from "@/ui/toast";

const PolicyDialog = lazy(() => import("./policy_dialog"));

export function Policies() {
  const policies = useApi(methods.listEscalationPolicies, { page_size: 200 }).data?.policies ?? [];
  const may = useMay("oncall.write");
  const [editing, setEditing] = useState<EscalationPolicy | "new">();
  const standard = policies.find((policy) => !policy.client_id) ?? policies[0];
  return (
    <Section
      title="Who is called when"
      aside={
        may &&
        standard && (
          <Button icon={Plus} onClick={() => setEditing("new")}>
            Policy of a client
          </Button>
        )
      }
    >
      <div className="space-y-4">
        {policies.map((policy) => (
          <PolicyTable key={policy.policy_id} policy={policy} edit={() => setEditing(policy)} />
        ))}
      </div>
      {editing && standard && (
        <Suspense fallback={null}>
          <PolicyDialog
            policy={editing === "new" ? undefined : editing}
            from={standard.rules}
            onClose={() => setEditing(undefined)}
          />
        </Suspense>
      )}
    </Section>
  );
}

export const stepTime = (step: EscalationStep): string =>
  step.percent > 0 ? `${step.percent} % of the time to solve` : step.after_s === 0 ? "at once" : `after ${span(step.after_s * 1000)}`;

const levelTime = (level: FunctionalLevel): string =>
  level.move_after_minutes > 0
    ? `on after ${span(level.move_after_minutes * 60_000)} without progress${level.priorities.length > 0 ? ` (${level.priorities.join(", ")})` : ""}`
    : "by hand only";

function PolicyTable({ policy, edit }: { policy: EscalationPolicy; edit: () => void }) {
  const remove = useChange(methods.deleteEscalationPolicy, [methods.listEscalationPolicies], {
    onError: (error) => sayProblem("The policy was not removed.", error),
  });
  return (
    <div>
      <h3 className="mb-1 flex items-center gap-2 font-semibold">
        {policy.client_name || policy.name}
        <Chip>version {policy.version}</Chip>
        <span className="ml-auto flex gap-1">
          {policy.allowed_actions.includes("edit") && (
            <IconButton icon={Pencil} label={`Change ${policy.client_name || policy.name}`} onClick={edit} />
          )}
          {policy.allowed_actions.includes("delete") && (
            <IconButton
              icon={Trash2}
              label={`Remove the policy of ${policy.client_name}`}
              onClick={() => remove.mutate({ policy_id: policy.policy_id })}
            />
          )}
        </span>
      </h3>
      <Table label={policy.name} head={["Priority", "When", "Who", "When somebody has taken it"]}>
        {policy.rules.ladders.flatMap((ladder) =>
          ladder.steps.map((step, i) => (
            <tr key={`${ladder.priority} ${i}`} className="border-b border-line last:border-0">
              <td className="h-8 px-3">{i === 0 && <Priority value={ladder.priority} />}</td>
              <td className="px-3 whitespace-nowrap">{stepTime(step)}</td>
              <td className="px-3">
                {step.label}
                {step.channels.length > 0 && <span className="text-dim"> by {step.channels.join(", ").replaceAll("_", " ")}</span>}
              </td>
              <td className="px-3 text-dim">{step.percent > 0 || step.also_when_acknowledged ? "all the same" : "no more"}</td>
            </tr>
          )),
        )}
      </Table>
      {policy.rules.levels.length > 0 && (
        <p className="mt-2 text-dim">
          {policy.rules.levels.map((level) => `${level.name}: ${level.vendor ? "somebody outside, by hand only" : levelTime(level)}`).join(" · ")}
          {policy.rules.skills.length > 0 && ` · skills: ${policy.rules.skills.map((skill) => skill.name).join(", ")}`}
        </p>
      )}
    </div>
  );
}
