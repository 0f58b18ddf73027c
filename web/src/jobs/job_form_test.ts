import { expect, test } from "vitest";
import { actionOf, base64Of, base64OfText, blankForm, missingOf, runLimits, textOfBase64, valueProblem } from "./job_form";

const parameter = { name: "days", about: "", required: true, default_value: "", choices: [] as string[], kind: "number" };

test("a script is whole when each of its values is, in the order of its parameters", () => {
  const parameters = [parameter, { ...parameter, name: "where", kind: "choice", choices: ["/tmp", "/var/tmp"], default_value: "/tmp" }];
  const form = { ...blankForm, script_id: "s1" };
  expect(missingOf(form, undefined)).toBe("Choose a script.");
  expect(missingOf(form, parameters)).toBe("A value of the script is missing.");
  const filled = { ...form, values: { days: "7" } };
  expect(missingOf(filled, parameters)).toBe("");
  expect(actionOf(filled, parameters).values).toEqual(["7", "/tmp"]);
});

test("a value that no machine would take is named beside its field", () => {
  expect(valueProblem(parameter, "")).toBe("This one has to be given.");
  expect(valueProblem(parameter, "a week")).toBe("A number.");
  expect(valueProblem({ ...parameter, kind: "choice", choices: ["a"] }, "b")).toBe("One of the choices.");
  expect(valueProblem({ ...parameter, required: false }, "")).toBeUndefined();
});

test("an action carries nothing of the other kinds that were tried before", () => {
  const tried = { ...blankForm, script_id: "s1", unit: " ssh.service ", path: "/etc/motd" };
  expect(actionOf({ ...tried, kind: "service" }, [])).toMatchObject({ script_id: "", service_unit: "ssh.service", service_verb: "restart", file_path: "" });
  expect(actionOf({ ...tried, kind: "reboot" }, [])).toMatchObject({ service_unit: "", reboot_delay_minutes: 5 });
});

test("numbers and paths out of range are asked for again", () => {
  expect(missingOf({ ...blankForm, kind: "reboot", delay: "-1" }, [])).toContain("whole number");
  expect(missingOf({ ...blankForm, kind: "agent_config", interval: "5" }, [])).toContain("10 to 3600");
  expect(missingOf({ ...blankForm, kind: "file_put", path: "etc/motd" }, [])).toContain("slash");
  expect(missingOf({ ...blankForm, kind: "file_put", path: "/etc/motd", mode: "0999" }, [])).toContain("octal");
});

test("text and bytes of a file arrive as they are", () => {
  expect(textOfBase64(base64OfText("Grüezi\n"))).toBe("Grüezi\n");
  const large = new Uint8Array(20_000).map((_, place) => place % 256);
  expect(Uint8Array.from(atob(base64Of(large)), (char) => char.charCodeAt(0))).toEqual(large);
});

test("a job may run as long as its script says, unless a person says otherwise", () => {
  expect(runLimits(0, "").value).toBe("600");
  const own = runLimits(900, "");
  expect(own.value).toBe("900");
  expect(own.choices.map((one) => one.label)).toEqual(["1 minute", "5 minutes", "10 minutes", "15 minutes, as the script says", "30 minutes", "2 hours"]);
  expect(runLimits(900, "60").value).toBe("60");
  expect(runLimits(0, "900").choices.map((one) => one.value)).toContain("900");
});
