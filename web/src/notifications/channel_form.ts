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

export function missingSetting(kind: ChannelKind, form: Settings, held: Settings | undefined): string | undefined {
  return kind.settings.find((setting) => setting.required && !form[setting.name]?.trim() && !(setting.secret && held?.[setting.name]))
    ?.label;
}
