// A policy as a form has it, and back. Pure. What the form cannot show (several receivers of a step) is kept as it was.
import type { EscalationRules, StepTarget } from "@/api/generated/schema";

export interface StepForm {
  kind: "minutes" | "percent";
  number: string;
  target: string; // "on_call 0", "role SVM", "account ID", "queue", ...
  kept: StepTarget[]; // more receivers than one: as they were, until another is chosen
  label: string;
  always: boolean;
  channels: string[];
}
export interface LevelForm {
  name: string;
  minutes: string; // empty: never by itself
  priorities: string; // "P1, P2"; empty: all
  roles: string;
  accounts: string[];
  vendor: boolean;
}
export interface RulesForm {
  ladders: { priority: string; steps: StepForm[] }[];
  levels: LevelForm[];
  skills: { name: string; accounts: string[] }[];
}

export const priorities = ["P1", "P2", "P3", "P4"] as const;
export const pageChannels = [
  { value: "email", label: "Mail" },
  { value: "text_message", label: "Text" },
  { value: "ntfy", label: "Push" },
  { value: "chat", label: "Chat" },
  { value: "webhook", label: "Webhook" },
];
export const targetChoices = [
  { value: "on_call 0", label: "On call, primary" },
  { value: "on_call 1", label: "On call, secondary" },
  { value: "queue", label: "The queue" },
  { value: "assignee", label: "Whoever has the ticket" },
  { value: "role DSP", label: "Lead (dispatcher)" },
  { value: "role ENG", label: "Engineers" },
  { value: "role SVM", label: "Service manager" },
  { value: "role OWN", label: "Owner" },
  { value: "role SEC", label: "Security lead" },
  { value: "client_contact", label: "The client's named person" },
  { value: "several", label: "Several, as they were" },
];

const nameOf = (target: StepTarget): string =>
  target.kind === "on_call"
    ? `on_call ${target.layer}`
    : target.kind === "role"
      ? `role ${target.role}`
      : target.kind === "account"
        ? `account ${target.account_id}`
        : target.kind;
const blankTarget: StepTarget = { kind: "", layer: 0, role: "", account_id: "" };
const targetOf = (name: string): StepTarget => {
  const [kind = "", what = ""] = name.split(" ");
  if (kind === "on_call") return { ...blankTarget, kind, layer: Number(what) };
  if (kind === "role") return { ...blankTarget, kind, role: what };
  if (kind === "account") return { ...blankTarget, kind, account_id: what };
  return { ...blankTarget, kind };
};

export const blankStep = (): StepForm => ({
  kind: "minutes",
  number: "0",
  target: "on_call 0",
  kept: [],
  label: "on-call primary",
  always: false,
  channels: [],
});
export const blankLevel = (before: number): LevelForm => ({
  name: `level ${before + 1}`,
  minutes: "",
  priorities: "",
  roles: "",
  accounts: [],
  vendor: false,
});

export function formOf(rules: EscalationRules): RulesForm {
  return {
    ladders: priorities.map((priority) => ({
      priority,
      steps: (rules.ladders.find((one) => one.priority === priority)?.steps ?? []).map((step) => ({
        kind: step.percent > 0 ? "percent" : "minutes",
        number: String(step.percent > 0 ? step.percent : step.after_s / 60),
        target: step.targets.length === 1 && step.targets[0] ? nameOf(step.targets[0]) : "several",
        kept: step.targets.length === 1 ? [] : step.targets,
        label: step.label,
        always: step.also_when_acknowledged,
        channels: step.channels,
      })),
    })),
    levels: rules.levels.map((level) => ({
      name: level.name,
      minutes: level.move_after_minutes > 0 ? String(level.move_after_minutes) : "",
      priorities: level.priorities.join(", "),
      roles: level.roles.join(", "),
      accounts: level.account_ids,
      vendor: level.vendor,
    })),
    skills: rules.skills.map((skill) => ({ name: skill.name, accounts: skill.account_ids })),
  };
}

const listOf = (text: string): string[] =>
  text
    .split(/[,\s]+/)
    .map((one) => one.trim().toUpperCase())
    .filter(Boolean);

export function rulesOf(form: RulesForm, before: EscalationRules): EscalationRules {
  return {
    ladders: form.ladders
      .filter((ladder) => ladder.steps.length > 0)
      .map((ladder) => ({
        priority: ladder.priority,
        repeat_after_s: before.ladders.find((one) => one.priority === ladder.priority)?.repeat_after_s ?? 0,
        steps: ladder.steps.map((step) => ({
          after_s: step.kind === "minutes" ? Math.round(Number(step.number) * 60) || 0 : 0,
          percent: step.kind === "percent" ? Math.round(Number(step.number)) || 0 : 0,
          also_when_acknowledged: step.kind === "minutes" && step.always,
          targets: step.target === "several" ? step.kept : [targetOf(step.target)],
          label: step.label,
          channels: step.channels,
        })),
      })),
    functional_path: form.levels.map((level) => level.name),
    hierarchical_path: before.hierarchical_path,
    levels: form.levels.map((level) => ({
      name: level.name,
      move_after_minutes: Math.round(Number(level.minutes)) || 0,
      priorities: listOf(level.priorities),
      roles: listOf(level.roles),
      account_ids: level.accounts,
      vendor: level.vendor,
    })),
    skills: form.skills.map((skill) => ({ name: skill.name, account_ids: skill.accounts })),
  };
}
