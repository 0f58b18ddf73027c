import { expect, test } from "vitest";
import { beginningOf, clientOfFilter, devicesOf } from "./job_beginning";

const machine = (device_id: string, client_id = "c1") => ({ device_id, client_id });

test("picked machines of one client begin a job, and are the same when its page is opened", () => {
  const begun = beginningOf([machine("a"), machine("b")]);
  expect(begun).toEqual({ device: "a,b" });
  expect(devicesOf(begun as { device: string })).toEqual(["a", "b"]);
  expect(devicesOf({})).toEqual([]);
});

test("machines of two clients, none, and more than an address can carry are refused with what to do", () => {
  expect(beginningOf([machine("a"), machine("b", "c2")])).toContain("of one client");
  expect(beginningOf([])).toContain("at least one");
  expect(beginningOf(Array.from({ length: 101 }, (_, place) => machine(String(place))))).toContain("Select all that match");
});

test("a filter that names one client says whose machines they are", () => {
  expect(clientOfFilter("client_id:abc kind:server")).toBe("abc");
  expect(clientOfFilter("kind:server -client_id:abc")).toBe("");
});
