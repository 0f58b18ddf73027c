import { expect, test, vi } from "vitest";
import { finishLater, later, laterOf } from "./later";
import { dismiss, toastsShown } from "./toast";

vi.stubGlobal("window", { setTimeout: () => 0, clearTimeout: () => {}, addEventListener: () => {}, removeEventListener: () => {} });
vi.stubGlobal("document", { addEventListener: () => {}, removeEventListener: () => {} });

test("what is asked for is known until it is done, and can be taken back only before it begins", async () => {
  let settle = () => {};
  const act = vi.fn(() => new Promise<void>((done) => (settle = done)));
  later("approval", "Approving", act);
  expect(laterOf("approval")?.undo).toBeDefined();
  expect(act).not.toHaveBeenCalled();
  dismiss(toastsShown()[0].id);
  expect(act).toHaveBeenCalledOnce();
  expect(laterOf("approval")).toEqual({ text: "Approving" });
  settle();
  await vi.waitFor(() => expect(laterOf("approval")).toBeUndefined());
});

test("what is taken back is never begun", () => {
  const act = vi.fn(() => Promise.resolve());
  const undone = vi.fn();
  later("ticket", "Withdrawing it", act, undone);
  laterOf("ticket")?.undo?.();
  expect(undone).toHaveBeenCalledOnce();
  expect(laterOf("ticket")).toBeUndefined();
  expect(toastsShown()).toEqual([]);
  expect(act).not.toHaveBeenCalled();
});

test("whoever signs out has what they asked for done first", async () => {
  let done = false;
  const act = () => Promise.resolve().then(() => void (done = true));
  later("approval", "Approving", act);
  await finishLater();
  expect(done).toBe(true);
  expect(laterOf("approval")).toBeUndefined();
});
