// Whom a ticket calls after which time, by priority: the table of each policy, read as sentences.
import { methods } from "@/api/client";
import type { EscalationPolicy, EscalationStep } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Section, Table } from "@/ui/panel";
import { Chip, Priority } from "@/ui/status";
import { span } from "@/ui/format";

export function Policies() {
  const policies = useApi(methods.listEscalationPolicies, { page_size: 200 }).data?.policies ?? [];
  return (
    <Section title="Who is called when">
      <div className="space-y-4">
        {policies.map((policy) => (
          <PolicyTable key={policy.policy_id} policy={policy} />
        ))}
      </div>
    </Section>
  );
}

export const stepTime = (step: EscalationStep): string =>
  step.percent > 0 ? `${step.percent} % of the time to solve` : step.after_s === 0 ? "at once" : `after ${span(step.after_s * 1000)}`;

function PolicyTable({ policy }: { policy: EscalationPolicy }) {
  return (
    <div>
      <h3 className="mb-1 flex items-center gap-2 font-semibold">
        {policy.client_name || policy.name}
        <Chip>version {policy.version}</Chip>
      </h3>
      <Table label={policy.name} head={["Priority", "When", "Who", "When somebody has taken it"]}>
        {policy.rules.ladders.flatMap((ladder) =>
          ladder.steps.map((step, i) => (
            <tr key={`${ladder.priority} ${i}`} className="border-b border-line last:border-0">
              <td className="h-8 px-3">{i === 0 && <Priority value={ladder.priority} />}</td>
              <td className="px-3 whitespace-nowrap">{stepTime(step)}</td>
              <td className="px-3">{step.label}</td>
              <td className="px-3 text-dim">{step.percent > 0 || step.also_when_acknowledged ? "all the same" : "no more"}</td>
            </tr>
          )),
        )}
      </Table>
    </div>
  );
}
