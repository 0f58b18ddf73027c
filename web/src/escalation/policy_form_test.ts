import { describe, expect, it } from "vitest";
import type { EscalationRules } from "@/api/generated/schema";
import { formOf, rulesOf } from "./policy_form";

const target = { kind: "on_call", layer: 1, role: "", account_id: "" };
const several = [
  { kind: "role", layer: 0, role: "OWN", account_id: "" },
  { kind: "role", layer: 0, role: "ENG", account_id: "" },
];
const step = { after_s: 300, percent: 0, also_when_acknowledged: false, targets: [target], label: "secondary", channels: ["ntfy"] };
const rules: EscalationRules = {
  ladders: [
    {
      priority: "P1",
      repeat_after_s: 300,
      steps: [step, { ...step, after_s: 1200, targets: several, channels: [] }, { ...step, after_s: 0, percent: 75, channels: [] }],
    },
  ],
  functional_path: ["level 1"],
  hierarchical_path: ["assignee"],
  levels: [{ name: "level 1", move_after_minutes: 30, priorities: ["P1", "P2"], roles: ["TEC"], account_ids: ["a"], vendor: false }],
  skills: [{ name: "network", account_ids: ["b"] }],
};

describe("a policy in a form", () => {
  it("comes back as it was", () => {
    expect(rulesOf(formOf(rules), rules)).toEqual(rules);
  });
  it("keeps several receivers until another is chosen", () => {
    const form = formOf(rules);
    expect(form.ladders[0]?.steps[1]?.target).toBe("several");
    const chosen = { ...form, ladders: [{ priority: "P1", steps: [{ ...form.ladders[0]!.steps[1]!, target: "role SVM", kept: [] }] }] };
    expect(rulesOf(chosen, rules).ladders[0]?.steps[0]?.targets).toEqual([{ kind: "role", layer: 0, role: "SVM", account_id: "" }]);
  });
  it("reads lists as people type them", () => {
    const form = formOf(rules);
    const typed = { ...form, levels: [{ ...form.levels[0]!, priorities: "p1 p3", roles: "tec,eng", minutes: "" }] };
    expect(rulesOf(typed, rules).levels[0]).toMatchObject({ priorities: ["P1", "P3"], roles: ["TEC", "ENG"], move_after_minutes: 0 });
  });
});
