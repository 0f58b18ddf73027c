import { describe, expect, it } from "vitest";
import type { ChannelKind } from "@/api/generated/schema";
import { hiddenSecret, missingSetting, settingsOf, settingsToSend } from "./channel_form";

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
});
