// Words for scripts, and parameters as a form holds them.
import { methods } from "@/api/client";
import type { Script, ScriptParameter } from "@/api/generated/schema";
import { words } from "@/ui/format";

export const touchedByScript = [methods.listScripts, methods.getScript];
export const readsScript = (now: Script) => [methods.getScript, { script_id: now.script_id }] as const;

const marks: Record<string, { state: string; label: string }> = {
  written: { state: "pending", label: "To be reviewed" },
  reviewed: { state: "ok", label: "Reviewed" },
  retired: { state: "retired", label: "Retired" },
};
export const scriptStates = Object.keys(marks);
export const scriptMark = (script: Pick<Script, "state">) => marks[script.state] ?? { state: "unknown", label: words(script.state || "unknown") };

/// "12 runs, 1 failed": on machines.
export const runWords = ({ runs, failures }: { runs: number; failures: number }): string =>
  runs === 0 ? "never run" : `${runs} ${runs === 1 ? "run" : "runs"}${failures > 0 ? `, ${failures} failed` : ""}`;

const outcomes: Record<string, string> = { done: "done", failed: "failed", unknown: "not known how it ended" };
type Tests = { tested_on: number; tests_failed: number; test_outcome: string };
/// "tested on 3 machines, 1 failed; last: done".
export const testWords = ({ tested_on, tests_failed, test_outcome }: Tests): string =>
  tested_on === 0
    ? "not tested"
    : `tested on ${tested_on} ${tested_on === 1 ? "machine" : "machines"}${tests_failed > 0 ? `, ${tests_failed} failed` : ""}; last: ` +
      (outcomes[test_outcome] ?? words(test_outcome || "unknown"));

export interface ParameterForm {
  name: string;
  about: string;
  kind: string;
  required: boolean;
  default_value: string;
  choices: string; // one a line
}
export const blankParameter: ParameterForm = { name: "", about: "", kind: "text", required: true, default_value: "", choices: "" };

export const formOfParameter = (one: ScriptParameter): ParameterForm => ({ ...one, kind: one.kind || "text", choices: one.choices.join("\n") });
export const parameterOf = (form: ParameterForm): ScriptParameter => ({
  name: form.name.trim(),
  about: form.about.trim(),
  kind: form.kind,
  required: form.required,
  default_value: form.default_value,
  choices:
    form.kind === "choice"
      ? form.choices
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean)
      : [],
});

/// What is wrong with one of them among all, in one sentence.
export function parameterProblem(form: ParameterForm, all: readonly ParameterForm[]): string | undefined {
  const { name, choices, kind, default_value } = parameterOf(form);
  if (!name) return "It needs a name.";
  if (all.filter((one) => one.name.trim() === name).length > 1) return "Another one has this name.";
  if (kind === "choice" && choices.length < 2) return "A choice has two values at least, one a line.";
  if (kind === "choice" && default_value && !choices.includes(default_value)) return "What it is usually has to be one of the choices.";
  return undefined;
}
