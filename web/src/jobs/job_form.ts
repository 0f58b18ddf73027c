// What is asked for on the page of a new job, and the action that it makes. Pure.
import type { JobAction, ScriptParameter } from "@/api/generated/schema";
import { blankAction, limitWords } from "./job_words";

export type Kind = "script" | "service" | "reboot" | "file_put" | "agent_config";

export interface JobForm {
  kind: Kind;
  script_id: string;
  values: Record<string, string>; // by the parameter's name
  network: string;
  unit: string;
  verb: string;
  delay: string;
  message: string;
  path: string;
  content: string; // base64
  content_name: string;
  mode: string;
  owner: string;
  group: string;
  interval: string;
}

export const blankForm: JobForm = {
  kind: "script",
  script_id: "",
  values: {},
  network: "none",
  unit: "",
  verb: "restart",
  delay: "5",
  message: "",
  path: "",
  content: "",
  content_name: "",
  mode: "0644",
  owner: "root",
  group: "root",
  interval: "60",
};

export const valueOf = (form: JobForm, parameter: ScriptParameter): string => form.values[parameter.name] ?? parameter.default_value;

const usualSeconds = 600; // as the server has it
const usualLimits = [60, 300, usualSeconds, 1800, 7200];

/// How long a job may run when nobody says otherwise: as its script says, or ten minutes. What is chosen among, and what is chosen.
export function runLimits(scriptSeconds: number, chosen: string): { value: string; choices: { value: string; label: string }[] } {
  const own = scriptSeconds > 0 ? scriptSeconds : usualSeconds;
  const seconds = [...new Set([...usualLimits, own, ...(chosen ? [Number(chosen)] : [])])].sort((a, b) => a - b);
  return {
    value: chosen || String(own),
    choices: seconds.map((one) => ({ value: String(one), label: limitWords(one) + (one === scriptSeconds ? ", as the script says" : "") })),
  };
}

/// What is wrong with one value of a script, in one sentence.
export function valueProblem(parameter: ScriptParameter, value: string): string | undefined {
  if (!value) return parameter.required ? "This one has to be given." : undefined;
  if (parameter.kind === "number" && !/^-?\d+(\.\d+)?$/.test(value)) return "A number.";
  if (parameter.kind === "choice" && !parameter.choices.includes(value)) return "One of the choices.";
  return undefined;
}

const wholeBetween = (text: string, least: number, most: number): boolean => /^\d{1,9}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

/// What is missing, as a sentence; nothing when the action is whole. The server judges again.
export function missingOf(form: JobForm, parameters: readonly ScriptParameter[] | undefined): string {
  switch (form.kind) {
    case "script":
      if (!form.script_id || !parameters) return "Choose a script.";
      return parameters.some((one) => valueProblem(one, valueOf(form, one))) ? "A value of the script is missing." : "";
    case "service":
      return form.unit.trim() ? "" : "Name the service.";
    case "reboot":
      return wholeBetween(form.delay, 1, 240) ? "" : "The delay is a whole number of minutes, from 1 to 240.";
    case "file_put":
      if (!form.path.trim().startsWith("/")) return "The path begins with a slash.";
      return /^0?[0-7]{3,4}$/.test(form.mode.trim()) ? "" : "The mode is octal: 0644.";
    case "agent_config":
      return wholeBetween(form.interval, 10, 3600) ? "" : "From 10 to 3600 seconds.";
  }
}

export function actionOf(form: JobForm, parameters: readonly ScriptParameter[]): JobAction {
  switch (form.kind) {
    case "script":
      return { ...blankAction, script_id: form.script_id, values: parameters.map((one) => valueOf(form, one)), network: form.network };
    case "service":
      return { ...blankAction, service_unit: form.unit.trim(), service_verb: form.verb };
    case "reboot":
      return { ...blankAction, reboot_delay_minutes: Number(form.delay), reboot_message: form.message.trim() };
    case "file_put":
      return {
        ...blankAction,
        file_path: form.path.trim(),
        file_content: form.content,
        file_mode: form.mode.trim(),
        file_owner: form.owner.trim(),
        file_group: form.group.trim(),
      };
    case "agent_config":
      return { ...blankAction, agent_interval_s: Number(form.interval) };
  }
}

/// Bytes as the API takes them.
export function base64Of(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
export const base64OfText = (text: string): string => base64Of(new TextEncoder().encode(text));
export const textOfBase64 = (data: string): string => new TextDecoder().decode(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)));
