// What a disturbance did to people, in words. Pure.
import type { Incident } from "@/api/generated/schema";
import { count, counted } from "./format";

type Impact = Pick<Incident, "minutes_of_impact" | "impact_runs" | "users_known" | "users_affected" | "user_minutes">;

/// "66 min", "5 h 12 min".
export function minutesWords(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 120) return `${whole} min`;
  return `${count(Math.floor(whole / 60))} h${whole % 60 ? ` ${whole % 60} min` : ""}`;
}

/// "66 min for 12 people: 792 person-minutes"; where nobody said for how many, that.
export function impactWords(impact: Impact): string {
  const lasted = `${minutesWords(impact.minutes_of_impact)}${impact.impact_runs ? " so far" : ""}`;
  if (!impact.users_known) return `${lasted}, nobody said for how many people`;
  if (impact.users_affected === 0) return `${lasted}, nobody was kept from work`;
  return `${lasted} for ${counted(impact.users_affected, "person", "people")}: ${count(Math.round(impact.user_minutes))} person-minutes`;
}

/// For the people themselves, and only what somebody said: a full disk may have kept nobody from work.
export function heldUpWords(impact: Impact): string {
  if (!impact.users_known) return "";
  if (impact.users_affected === 0) return "Nobody is kept from work";
  const who = counted(impact.users_affected, "person", "people");
  return `${who} could not work${impact.impact_runs ? " since then" : ""}, for ${minutesWords(impact.minutes_of_impact)}`;
}

/// "CHF 1,200.00", or nothing without an estimate.
export function costWords(incident: Pick<Incident, "cost_minor" | "cost_currency">): string {
  if (!incident.cost_currency) return "";
  return new Intl.NumberFormat(undefined, { style: "currency", currency: incident.cost_currency }).format(Number(incident.cost_minor) / 100);
}
