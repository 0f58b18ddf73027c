// The times of a maintenance window as a person gives them: now or a moment, and for how long.
export interface WindowForm {
  start: string; // of <input type="datetime-local">; empty: now
  minutes: string; // "60"; "until": `end` says it
  end: string;
  reason: string;
}
export const emptyWindow: WindowForm = { start: "", minutes: "60", end: "", reason: "" };
export const shortestReason = 10;

const minute = 60_000,
  longest = 90 * 86_400_000;

export const momentOf = (text: string): number => (text ? new Date(text).getTime() : Number.NaN);

/// A moment as the input wants it, in the viewer's zone.
export function localInput(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * minute).toISOString().slice(0, 16);
}

export interface WindowTimes {
  starts: number;
  ends: number;
  problem: string; // empty when it can be made
}

export function windowTimes(form: WindowForm, now: number): WindowTimes {
  const starts = form.start ? momentOf(form.start) : now;
  const ends = form.minutes === "until" ? momentOf(form.end) : starts + Number(form.minutes) * minute;
  const problem = Number.isNaN(starts)
    ? "Say when it begins."
    : Number.isNaN(ends)
      ? "Say when it ends."
      : ends <= starts
        ? "It must end after it begins."
        : ends <= now
          ? "It would already be over."
          : ends - starts > longest
            ? "A window lasts at most 90 days."
            : "";
  return { starts, ends, problem };
}
