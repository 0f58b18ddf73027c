// One thing that is written down in a major incident; what the client reads has three parts and a time.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { MajorIncident } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { say } from "@/ui/toast";
import { touched, type Act } from "./major_words";

type Written = Exclude<Act, "review">;
const titles: Record<Written, string> = {
  tell: "Tell the client how it stands",
  log: "A line of the log",
  restore: "It works again",
  end_note: "The end note",
};
const submits: Record<Written, string> = { tell: "Tell the client", log: "Write it down", restore: "Tell the client", end_note: "Send" };
const labels = { log: "What happened", restore: "What the client reads", end_note: "What happened, and what we change" };
const helps = {
  log: "For us: the client does not read it.",
  restore: "In the ticket, and by mail to the named person.",
  end_note: "Within four hours after it worked again.",
};

export default function ActDialog({ incident, act, onClose }: { incident: MajorIncident; act: Written; onClose: () => void }) {
  const [text, setText] = useState("");
  const [affected, setAffected] = useState("");
  const [known, setKnown] = useState("");
  const [doing, setDoing] = useState("");
  const [wait, setWait] = useState("30");
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const id = { major_incident_id: incident.major_incident_id };
  const send = () => {
    if (act === "tell") return call(methods.tellMajorIncident, { ...id, affected, known, doing, next_in_minutes: Number(wait) });
    if (act === "log") return call(methods.logMajorIncident, { ...id, text });
    if (act === "restore") return call(methods.restoreMajorIncident, { ...id, text });
    return call(methods.endMajorIncident, { ...id, text });
  };
  const save = async () => {
    setBusy(true);
    try {
      await send();
      onClose();
      say(act === "log" ? "Written down." : "The client can read it.");
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, touched);
  };
  const area = (label: string, value: string, change: (text: string) => void, name: string, help?: string) => (
    <TextArea label={label} value={value} onChange={(event) => change(event.target.value)} error={error?.field(name)} help={help} />
  );
  return (
    <FormDialog wide title={titles[act]} submit={submits[act]} onSubmit={() => void save()} onClose={onClose} busy={busy} error={error}>
      {act === "tell" ? (
        <>
          {area("What is affected", affected, setAffected, "affected")}
          {area("What we know", known, setKnown, "known")}
          {area("What we do", doing, setDoing, "doing")}
          <SelectField
            label="They hear from us again"
            value={wait}
            onChange={(event) => setWait(event.target.value)}
            error={error?.field("next_in_minutes")}
            choices={["10", "15", "20", "30"].map((minutes) => ({ value: minutes, label: `in ${minutes} minutes` }))}
          />
        </>
      ) : (
        area(labels[act], text, setText, "text", helps[act])
      )}
    </FormDialog>
  );
}
