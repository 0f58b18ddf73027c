// An exemption as a person writes it, and as the API wants it. Pure.
import type { CreateExemptionRequest } from "@/api/generated/schema";
import { momentOf } from "@/directory/window_times";

export interface ExemptionForm {
  off: boolean;
  raise_warning: string;
  raise_critical: string;
  clear_warning: string;
  clear_critical: string;
  hold_s: string;
  interval_s: string;
  samples_needed: string;
  samples_of: string;
  reason: string;
  expires: string; // of <input type="date">: the end of that day
}
export const emptyExemption: ExemptionForm = {
  off: false,
  raise_warning: "",
  raise_critical: "",
  clear_warning: "",
  clear_critical: "",
  hold_s: "",
  interval_s: "",
  samples_needed: "",
  samples_of: "",
  reason: "",
  expires: "",
};

const numbers = [
  "raise_warning",
  "raise_critical",
  "clear_warning",
  "clear_critical",
  "hold_s",
  "interval_s",
  "samples_needed",
  "samples_of",
] as const;

/// The fields that deviate; an empty one keeps the catalogue's value. What cannot be read is a sentence.
export function exemptionRequest(form: ExemptionForm): { request: Partial<CreateExemptionRequest>; problem: string } {
  const request: Partial<CreateExemptionRequest> = {
    reason: form.reason.trim(),
    disabled: form.off,
    expires_at_unix_ms: form.expires ? momentOf(`${form.expires}T23:59`) : 0,
  };
  let deviates = form.off;
  let problem = form.reason.trim().length < 10 ? "Say why in at least ten characters." : form.expires ? "" : "Say until when it holds.";
  for (const name of form.off ? [] : numbers) {
    const text = form[name].trim().replace(",", ".");
    if (!text) continue;
    const value = Number(text);
    if (Number.isNaN(value)) problem ||= `“${form[name]}” is not a number.`;
    request[name] = value;
    deviates = true;
  }
  if (!deviates) problem ||= "Nothing deviates yet: give a number, or switch the check off.";
  return { request, problem };
}
