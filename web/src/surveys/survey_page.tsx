// The link in the mail that asks. Opening it changes nothing, because scanners of mail open links, and some run the page's
// program too. So the answer that was clicked is marked, and it is sent at the first sign of a person: a pointer that moves, a
// finger, a key. For a person that is one click in the mail; a scanner does none of it.
import { useCallback, useEffect, useRef, useState } from "react";
import { Check } from "lucide-react";
import { call, methods } from "@/api/client";
import type { SurveyFace } from "@/api/generated/schema";
import { Welcome } from "@/ui/welcome";
import { takeLinkToken } from "@/app/link_token";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { useTitle } from "@/ui/title";
import { answerLabel, answers, readLink } from "./survey_words";

const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel"] as const;

/// Calls `act` once, at the first event that a person and not a program made.
function usePersonIsHere(active: boolean, act: () => void) {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!active) return undefined;
    const seen = (event: Event) => {
      if (!event.isTrusted) return;
      leave();
      latest.current();
    };
    const leave = () => signs.forEach((name) => window.removeEventListener(name, seen));
    signs.forEach((name) => window.addEventListener(name, seen, { passive: true }));
    return leave;
  }, [active]);
}

export default function SurveyPage() {
  useTitle("How did we do?");
  const [link] = useState(() => readLink(takeLinkToken()));
  const [face, setFace] = useState<SurveyFace>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [comment, setComment] = useState("");
  useEffect(() => {
    call(methods.lookAtSurvey, { token: link.token }).then(setFace, setError);
  }, [link]);
  const send = useCallback((asked: () => Promise<SurveyFace>) => {
    setBusy(true);
    setError(undefined);
    asked()
      .then(setFace, setError)
      .finally(() => setBusy(false));
  }, []);
  const answer = (value: string) => send(() => call(methods.answerSurvey, { token: link.token, answer: value }));
  const isAnswer = answers.some((one) => one.value === link.choice);
  usePersonIsHere(Boolean(face?.can_answer) && isAnswer, () => answer(link.choice));
  if (!face)
    return <Welcome title="How did we do?">{error ? <ProblemLine error={error} /> : <p className="text-dim">One moment …</p>}</Welcome>;
  return (
    <Welcome title={face.question}>
      <p className="mb-3 text-dim">
        {face.ticket_reference}: {face.ticket_title}
      </p>
      {face.can_answer ? (
        <div className="grid grid-cols-3 gap-2" role="group" aria-label={face.question}>
          {answers.map((one) => (
            <Button
              key={one.value}
              tone={one.value === link.choice ? "primary" : "plain"}
              busy={busy && one.value === link.choice}
              onClick={() => answer(one.value)}
              className="h-12 text-base"
            >
              {one.label}
            </Button>
          ))}
        </div>
      ) : (
        <p className="flex items-center gap-2" role="status">
          <Check size={16} aria-hidden className="text-ok" />
          Your answer: {answerLabel(face.answer)}. Thank you.
        </p>
      )}
      {face.can_answer && isAnswer && (
        <p className="mt-2 text-xs text-dim">It is sent as soon as you touch the page or move the pointer.</p>
      )}
      {face.answer === "bad" && <p className="mt-2">We are sorry. Somebody who answers for it will call you back.</p>}
      {face.can_comment && (
        <form
          className="mt-4 space-y-2"
          onSubmit={(event) => {
            event.preventDefault();
            send(() => call(methods.commentOnSurvey, { token: link.token, comment: comment.trim() }));
          }}
        >
          <TextArea
            label="Would you like to say more?"
            help="You need not."
            value={comment}
            onChange={(event) => setComment(event.target.value)}
            maxLength={4000}
          />
          <Button type="submit" busy={busy} disabled={!comment.trim()} className="h-11 w-full justify-center">
            Send
          </Button>
        </form>
      )}
      {face.has_comment && <p className="mt-2 text-dim">We have your words. A person reads them.</p>}
      {Boolean(error) && (
        <div className="mt-3">
          <ProblemLine error={error} />
        </div>
      )}
      <div className="mt-6 border-t border-line pt-3 text-center">
        {face.is_stopped ? (
          <p className="text-dim">You are asked no more.</p>
        ) : (
          <Button
            tone={link.choice === "stop" ? "primary" : "quiet"}
            busy={busy && link.choice === "stop"}
            onClick={() => send(() => call(methods.stopSurveys, { token: link.token }))}
          >
            Ask me no more
          </Button>
        )}
      </div>
    </Welcome>
  );
}
