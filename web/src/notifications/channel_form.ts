// A channel's settings between the form and the API. A secret comes as stars and goes back as stars
// unless somebody wrote a new one. Pure.
import type { ChannelKind } from "@/api/generated/schema";

export const hiddenSecret = "********";
export type Settings = Record<string, string>;

export function settingsOf(kind: ChannelKind | undefined, held: Settings | undefined): Settings {
  return Object.fromEntries((kind?.settings ?? []).map((setting) => [setting.name, setting.secret ? "" : (held?.[setting.name] ?? "")]));
}

/// What is sent: an untouched secret that is stored stays what it is.
export function settingsToSend(kind: ChannelKind, form: Settings, held: Settings | undefined): Settings {
  return Object.fromEntries(
    kind.settings.map((setting) => {
      const text = form[setting.name] ?? "";
      const kept = setting.secret && text === "" && held?.[setting.name] ? hiddenSecret : text;
      return [setting.name, setting.secret ? kept : kept.trim()];
    }),
  );
}

/// How a setting is asked for; the server says by its example what it takes.
export type Control = "check" | "moment" | "made" | "text";
export function controlOf(setting: ChannelKind["settings"][number]): Control {
  if (setting.example === "no" || setting.example === "yes") return "check";
  if (/^\d{4}-\d\d-\d\dT/.test(setting.example)) return "moment";
  return setting.required && setting.secret && setting.example.startsWith("whsec_") ? "made" : "text";
}

/// A moment as the API has it, and as a field of the browser has it: to the minute, by this browser's clock.
export function fieldOfMoment(text: string): string {
  const at = new Date(text);
  if (text === "" || Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const momentOfField = (text: string): string => (text === "" ? "" : new Date(text).toISOString().replace(/\.\d+Z$/, "Z"));

/// 32 bytes that nobody can guess, as the receiver's side takes them.
export const madeSecret = (): string => `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;

export function missingSetting(kind: ChannelKind, form: Settings, held: Settings | undefined): string | undefined {
  return kind.settings.find((setting) => setting.required && !form[setting.name]?.trim() && !(setting.secret && held?.[setting.name]))
    ?.label;
}
