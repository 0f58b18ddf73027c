import { describe, expect, it } from "vitest";
import type { ChannelKind } from "@/api/generated/schema";
import {
  controlOf,
  fieldOfMoment,
  hiddenSecret,
  madeSecret,
  missingSetting,
  momentOfField,
  settingsOf,
  settingsToSend,
} from "./channel_form";

const setting = (name: string, secret = false, required = false) => ({ name, label: name, secret, required, example: "", help: "" });
const email: ChannelKind = {
  kind: "email",
  label: "E-mail",
  settings: [setting("host", false, true), setting("username"), setting("password", true, true)],
};

describe("a channel's settings", () => {
  it("never show a stored secret, not even as stars", () => {
    expect(settingsOf(email, { host: "mail", password: hiddenSecret })).toEqual({ host: "mail", username: "", password: "" });
  });
  it("keep a secret that nobody touched, and send one that was written", () => {
    expect(settingsToSend(email, { host: " mail ", username: "", password: "" }, { password: hiddenSecret })).toEqual({
      host: "mail",
      username: "",
      password: hiddenSecret,
    });
    expect(settingsToSend(email, { host: "mail", username: "", password: " new " }, { password: hiddenSecret }).password).toBe(" new ");
  });
  it("say what is missing by its label", () => {
    expect(missingSetting(email, { host: "" }, undefined)).toBe("host");
    expect(missingSetting(email, { host: "mail", password: "" }, undefined)).toBe("password");
    expect(missingSetting(email, { host: "mail", password: "" }, { password: hiddenSecret })).toBeUndefined();
  });
  it("are asked for by what they are", () => {
    const like = (example: string, secret = false) => controlOf({ ...setting("x", secret, secret), example });
    expect([like("no"), like("2026-12-01T10:00:00Z"), like("whsec_...", true), like("https://example.org")]).toEqual([
      "check",
      "moment",
      "made",
      "text",
    ]);
  });
  it("have moments that come back as they were", () => {
    expect(momentOfField(fieldOfMoment("2026-12-01T10:00:00Z"))).toBe("2026-12-01T10:00:00Z");
    expect([fieldOfMoment(""), momentOfField(""), fieldOfMoment("nonsense")]).toEqual(["", "", ""]);
  });
  it("have a secret made that the server takes, another one each time", () => {
    expect(madeSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(madeSecret()).not.toBe(madeSecret());
  });
});
