import { expect, test } from "vitest";
import { carriedWords, faultRows, gateMark, gateStates, genesisCommand, grantCommand, groupsOf, keyMark, mayWords, numbered, waitingWords } from "./gate_words";

test("only a gate that said it is ready is green", () => {
  expect(gateStates.filter((state) => gateMark(state).state === "ok")).toEqual(["ready"]);
  expect(gateMark("").state).toBe("unknown");
  expect(gateMark("humming")).toEqual({ state: "unknown", label: "Humming" });
});

test("the number of the authority is read in four lines of four groups, and nothing of it is lost", () => {
  const hex = "0123456789abcdef".repeat(4);
  expect(groupsOf(hex)).toEqual(Array(4).fill("0123 4567 89ab cdef"));
  expect(groupsOf(hex).join("").replaceAll(" ", "")).toBe(hex);
  expect(groupsOf("")).toEqual([]);
});

test("a change that waits says whether everybody is replaced, and why", () => {
  expect(waitingWords({ kind: "recovery", seq: "4" as never, reason: "the stick is in the harbour" })).toBe(
    "A recovery, other keys in the place of all, number 4 of the chain (the stick is in the harbour)",
  );
  expect(waitingWords({ kind: "update", seq: "5" as never, reason: "" })).toBe("A change, number 5 of the chain");
});

test("a key that is suspended or over does not count, whatever else is true of it", () => {
  const key = { suspended: false, not_before_unix_ms: 100, not_after_unix_ms: 200 };
  expect(keyMark(key, 50).label).toBe("Not yet");
  expect(keyMark(key, 150).label).toBe("Counts");
  expect(keyMark(key, 200).label).toBe("Over");
  expect(keyMark({ ...key, suspended: true }, 150).label).toBe("Suspended");
  expect(keyMark({ ...key, not_after_unix_ms: 0 }, 900).label).toBe("Counts");
});

test("what a key may is said in words, also what this page has never heard of", () => {
  expect(mayWords(["job", "stop"])).toBe("sign jobs, stop everything");
  expect(mayWords([])).toBe("nothing");
  expect(mayWords(["time_travel"])).toBe("time travel");
});

test("how long messages waited is said with its unit, and faults only once there are any", () => {
  expect(carriedWords({ carried: 0, middle_wait_ms: "0", longest_wait_ms: "0" })).toContain("nothing");
  expect(carriedWords({ carried: 12, middle_wait_ms: "138", longest_wait_ms: "7200000" })).toBe("138 ms in the middle, 2 h at most, of 12 messages");
  expect(faultRows({ refused_heads: "0", floods: "0", false_results: "0" })).toEqual([]);
  expect(faultRows({ refused_heads: "0", floods: "0", false_results: "2" })).toEqual([["False results", "2 since the start of this server"]]);
});

test("commands for the signer hold what the server knows, and capitals for the rest", () => {
  expect(genesisCommand(["abc", "def"], "steward/1f+0a+AB/+c=")).toContain("--pins abc,def --log-keys 'steward/1f+0a+AB/+c=' --out genesis");
  expect(genesisCommand([], "")).toContain("--pins PINS --log-keys 'KEY'");
  const line = "steward://desk.example.org:8444/enrol?pin=x";
  expect(grantCommand("c", "", line, "other:1")).toContain("--site SITE --preset managed --server desk.example.org:8444");
  expect(grantCommand("c", "s", "", "desk.example.org:8444")).toContain("--server desk.example.org:8444");
  expect(grantCommand("c", "s", "", "")).toContain("--server HOST:PORT");
});

test("a suspension stands beside the chain and takes no number of it", () => {
  const messages = ["genesis", "suspend", "roster", "stop", "recovery"].map((type) => ({ type }));
  expect(numbered(messages).map((row) => row.number)).toEqual(["0", "beside it", "1", "beside it", "2"]);
});
