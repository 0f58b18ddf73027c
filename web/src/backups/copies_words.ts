// The copies of an item in words, and what is sent when somebody says something of one. Pure.
import type { BackupCopy, BackupItem, CopiesDigit, CopyProperty, DeclaredCopy } from "@/api/generated/schema";

const digits: Record<string, string> = {
  copies: "3 copies",
  media: "2 kinds of media",
  off_site: "1 off site",
  locked: "1 immutable or offline",
  errors: "0 errors",
};
export const digitLabel = (digit: string) => digits[digit] ?? digit;

/// Only what is met is green; what nobody knows is none of the two.
export function digitMark(state: string): { state: string; label: string } {
  if (state === "met") return { state: "ok", label: "Met" };
  return state === "missing" ? { state: "warning", label: "Not met" } : { state: "unknown", label: "Not known" };
}

export function ruleSentence(rule: readonly CopiesDigit[]): string {
  const of = (state: string) => rule.filter((one) => one.state === state).map((one) => digitLabel(one.digit));
  const missing = of("missing"),
    unknown = of("unknown");
  if (missing.length === 0 && unknown.length === 0) return "The rule 3-2-1-1-0 is met.";
  return [missing.length > 0 && `Not met: ${missing.join(", ")}.`, unknown.length > 0 && `Not known: ${unknown.join(", ")}.`]
    .filter(Boolean)
    .join(" ");
}

const media: Record<string, string> = {
  "": "not known",
  disk: "disk",
  tape: "tape",
  object_store: "object store",
  cloud: "cloud service",
  optical: "optical disc",
  other: "something else",
};
export const mediumLabel = (medium: string) => media[medium] ?? medium;
export const mediumChoices = Object.entries(media).map(([value, label]) => ({ value, label: label.charAt(0).toUpperCase() + label.slice(1) }));

const properties: Record<string, string> = {
  exists: "There",
  off_site: "Off site",
  immutable: "Immutable",
  offline: "Offline",
  encrypted: "Encrypted",
};
export const propertyLabel = (property: string) => properties[property] ?? property;

/// A word that ran out is said with what it was: nobody reads it as a no.
export function propertyAnswer({ says, said }: Pick<CopyProperty, "says" | "said">): string {
  if (says === "yes" || says === "no") return says;
  if (said === "yes" || said === "no") return `not known any more: ${said} was said, and that has run out`;
  return "not known";
}

export interface Answer {
  says: string;
  how: string;
}
export interface CopyForm {
  place: string;
  medium: string;
  until: string; // a day; empty: a year for what is new
  answers: Record<string, Answer>;
}
const isSaid = (one: CopyProperty) => !one.seen && (one.said === "yes" || one.said === "no");

export const asked = (copy?: BackupCopy): string[] =>
  Object.keys(properties).filter((property) => {
    if (property === "exists" && copy?.plan_id) return false;
    return !copy?.properties.some((one) => one.property === property && one.seen);
  });

export function formOfCopy(copy?: BackupCopy): CopyForm {
  const answers = asked(copy).map((property) => {
    const known = copy?.properties.find((one) => one.property === property && isSaid(one));
    return [property, { says: known?.said ?? "unknown", how: known?.how ?? "" }] as const;
  });
  return { place: copy?.copy_id ? copy.place : "", medium: copy?.medium ?? "", until: "", answers: Object.fromEntries(answers) };
}

const shortest = 10;
export const saysHow = ({ says, how }: Answer) => says !== "yes" || how.trim().length >= shortest;
export const copyReady = (form: CopyForm, isOfPlan: boolean) => (isOfPlan || form.place.trim() !== "") && Object.values(form.answers).every(saysHow);

const endOfDay = (date: string) => new Date(`${date}T23:59:00`).getTime();

export const declaredOf = (copy: BackupCopy): DeclaredCopy => ({
  copy_id: copy.copy_id,
  plan_id: copy.plan_id,
  place: copy.place,
  medium: copy.medium,
  properties: copy.properties
    .filter(isSaid)
    .map(({ property, said, how, until_unix_ms }) => ({ property, says: said, how, until_unix_ms })),
});
/// All of which somebody said something, as it stands.
export const declaredCopies = (item: Pick<BackupItem, "copies">): DeclaredCopy[] =>
  item.copies.filter((copy) => copy.copy_id !== "").map(declaredOf);

/// What the form says of this copy, in the place of what was said before.
export function withForm(all: readonly DeclaredCopy[], copy: BackupCopy | undefined, form: CopyForm): DeclaredCopy[] {
  const before = copy?.properties ?? [];
  const until = (property: string, { says, how }: Answer): number => {
    if (form.until) return endOfDay(form.until);
    const same = before.find((one) => one.property === property && isSaid(one) && one.said === says && one.how === how.trim());
    return same?.until_unix_ms ?? 0;
  };
  const now: DeclaredCopy = {
    copy_id: copy?.copy_id ?? "",
    plan_id: copy?.plan_id ?? "",
    place: form.place.trim(),
    medium: form.medium,
    properties: Object.entries(form.answers)
      .filter(([, answer]) => answer.says !== "unknown")
      .map(([property, answer]) => ({ property, says: answer.says, how: answer.how.trim(), until_unix_ms: until(property, answer) })),
  };
  const at = all.findIndex((one) => one.copy_id !== "" && one.copy_id === now.copy_id);
  return at < 0 ? [...all, now] : all.with(at, now);
}
