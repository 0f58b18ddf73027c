import { expect, test } from "vitest";
import { lostMails } from "./lost_mails";
import { sentTone, sentWords } from "./sent_words";

const mail = (state: string, note = "") => ({ state, to: "anna@harbour.example", note });

test("a mail that came back says to whom and why", () => {
  expect(sentWords(mail("not_delivered", "550 5.1.1 User unknown."))).toBe("Was not delivered to anna@harbour.example because: 550 5.1.1 User unknown");
  expect(sentTone("not_delivered")).toBe("crit");
});

test("only what our mail server took is called sent", () => {
  expect(["waits", "late", "not_delivered", "something new"].filter((state) => sentWords(mail(state)).startsWith("Sent"))).toEqual([]);
  expect(sentWords(mail("sent"))).toBe("Sent by mail to anna@harbour.example");
});

test("a ticket says that somebody was not reached until something reached them", () => {
  const sent = (to: string, state: string) => ({ to, state });
  expect(lostMails([sent("a@x", "not_delivered"), sent("b@x", "sent")]).map((one) => one.to)).toEqual(["a@x"]);
  expect(lostMails([sent("a@x", "not_delivered"), sent("A@x", "sent")])).toEqual([]);
  expect(lostMails([sent("a@x", "sent"), sent("a@x", "not_delivered"), sent("a@x", "waits")]).length).toBe(1);
});
