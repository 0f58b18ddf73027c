// One problem: where it stands, what is known of it, its incidents, what happened.
import { useState, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { ProblemsProblem as Problem } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { counted } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Facts, Notice, Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { say } from "@/ui/toast";
import { useTitle } from "@/ui/title";
import { LinkIncident } from "./link_incident";
import { MoveDialog } from "./move_dialog";
import { costWords, markOf, lineLabel, moveLabel, reasonLabel, stateLabel, readsProblem, touchedByProblem } from "./problem_words";

export default function ProblemPage() {
  const { problem_id } = useParams({ strict: false });
  const query = useApi(methods.getProblem, { problem_id: problem_id ?? "" });
  useTitle(query.data ? `${query.data.reference} ${query.data.title}` : "Problem");
  if (!query.data)
    return query.isError ? <Failed what="the problem" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the problem" />;
  return (
    <Page narrow>
      <Shown problem={query.data} />
    </Page>
  );
}

function Shown({ problem }: { problem: Problem }) {
  const [to, setTo] = useState<string>();
  const [links, setLinks] = useState(false);
  const [edits, setEdits] = useState(false);
  const may = (action: string) => problem.allowed_actions.includes(action);
  const next = problem.allowed_moves[0];
  useKeys([
    ...(next ? [{ keys: "m", label: moveLabel(next), group: "Problem", run: () => setTo(next) }] : []),
    ...(may("edit") ? [{ keys: "e", label: "Write down what is known", group: "Problem", run: () => setEdits(true) }] : []),
    ...(may("link") ? [{ keys: "i", label: "Link an incident", group: "Problem", run: () => setLinks(true) }] : []),
  ]);
  return (
    <>
      <div>
        <p className="flex flex-wrap items-center gap-2 text-dim">
          <Link to="/tickets/$ticket_id" params={{ ticket_id: problem.ticket_id }} className="link">
            {problem.reference}
          </Link>
          <State {...markOf(problem)} />
        </p>
        <h2 className="mt-1 text-lg leading-7 font-semibold break-words">{problem.title}</h2>
      </div>
      <div className="no-print flex flex-wrap gap-2">
        {problem.allowed_moves.map((state, place) => (
          <Button key={state} tone={place === 0 ? "primary" : "plain"} keys={place === 0 ? "m" : undefined} onClick={() => setTo(state)}>
            {moveLabel(state)}
          </Button>
        ))}
        {may("edit") && (
          <Button keys="e" onClick={() => setEdits(true)}>
            Write
          </Button>
        )}
        {may("link") && (
          <Button keys="i" onClick={() => setLinks(true)}>
            Link an incident
          </Button>
        )}
      </div>
      {problem.recurrences > 0 && problem.state === "fixed" && (
        <Notice tone="warn" icon={<TriangleAlert size={14} aria-hidden className="mt-1 shrink-0 text-warn" />}>
          It came back {counted(problem.recurrences, "time", "times")} after it was called fixed. The 30 days began anew.
        </Notice>
      )}
      <Facts rows={factsOf(problem)} />
      <Known problem={problem} />
      <Incidents problem={problem} />
      <Course problem={problem} />
      {to && <MoveDialog problem={problem} to={to} onClose={() => setTo(undefined)} />}
      {edits && <Edit problem={problem} onDone={() => setEdits(false)} />}
      {links && <LinkIncident problem={problem} onClose={() => setLinks(false)} />}
    </>
  );
}

function factsOf(problem: Problem): (readonly [string, ReactNode])[] {
  const rows: (readonly [string, ReactNode])[] = [
    [
      "Client",
      <Link key="c" to="/clients/$client_id" params={{ client_id: problem.client_id }} className="link">
        {problem.client_name}
      </Link>,
    ],
    [
      "Device",
      problem.device_id ? (
        <Link key="d" to="/devices/$device_id" params={{ device_id: problem.device_id }} className="link">
          {problem.device_name || "a device of before"}
        </Link>
      ) : (
        "none"
      ),
    ],
    ["The same is", problem.about_words || "what people link"],
    [
      "Opened",
      <span key="o">
        <Ago at={problem.opened_at_unix_ms} /> {reasonLabel(problem.reason)}
        {problem.reason === "person" && `: ${problem.opened_by}`}
      </span>,
    ],
    ["Time on its incidents", costWords(Number(problem.cost_s))],
  ];
  if (problem.fix_ticket_id)
    rows.push([
      "Fixed by",
      <Link key="f" to="/tickets/$ticket_id" params={{ ticket_id: problem.fix_ticket_id }} className="link">
        {problem.fix_reference}
      </Link>,
    ]);
  if (problem.state === "fixed")
    rows.push([
      "Verified",
      problem.waits_for || (
        <span key="v">
          when nothing comes back: <Until at={problem.quiet_until_unix_ms} />
        </span>
      ),
    ]);
  if (problem.evidence) rows.push(["Seen", problem.evidence]);
  return rows;
}

function Known({ problem }: { problem: Problem }) {
  const part = (title: string, text: string, none: string) => (
    <Section title={title}>
      <p className={`break-words whitespace-pre-wrap ${text ? "" : "text-dim"}`}>{text || none}</p>
    </Section>
  );
  return (
    <>
      {part("What helps until then", problem.workaround, "Not known yet.")}
      {part("Cause", problem.cause, "Not known yet.")}
      {(problem.fix || problem.fix_ticket_id) && part("What is done about it", problem.fix, `See ${problem.fix_reference}.`)}
    </>
  );
}

function Edit({ problem, onDone }: { problem: Problem; onDone: () => void }) {
  const [form, setForm] = useState({ cause: problem.cause, workaround: problem.workaround, fix: problem.fix });
  const update = useChange(methods.updateProblem, touchedByProblem, {
    reads: readsProblem,
    etag: problem.etag,
    onSuccess: () => {
      say("Written down.");
      onDone();
    },
  });
  const area = (label: string, name: keyof typeof form) => (
    <TextArea
      label={label}
      rows={4}
      value={form[name]}
      error={update.error?.field(name)}
      onChange={(event) => setForm({ ...form, [name]: event.target.value })}
    />
  );
  return (
    <FormDialog
      wide
      title="What is known"
      submit="Save"
      onSubmit={() => update.mutate({ problem_id: problem.problem_id, ...form })}
      onClose={onDone}
      busy={update.isPending}
      error={update.error}
    >
      {area("What helps until then", "workaround")}
      {area("Cause", "cause")}
      {area("What is done about it", "fix")}
    </FormDialog>
  );
}

function Incidents({ problem }: { problem: Problem }) {
  const unlink = useChange(methods.unlinkIncident, touchedByProblem);
  const mayLink = problem.allowed_actions.includes("link");
  return (
    <Section title={`Incidents (${problem.incidents})`}>
      {unlink.isError && <ProblemLine error={unlink.error} />}
      {problem.linked.length === 0 ? (
        <p className="text-dim">None is linked.</p>
      ) : (
        <Table label="Incidents of the problem" head={["What", "When", ""]}>
          {problem.linked.map((one) => (
            <tr key={one.ticket_id + one.disturbance_id}>
              <td className="max-w-64">
                {one.ticket_id ? (
                  <Link to="/tickets/$ticket_id" params={{ ticket_id: one.ticket_id }} className="link block truncate">
                    {one.reference} {one.title}
                  </Link>
                ) : (
                  <span className="text-dim">Without a ticket</span>
                )}
                {one.after_fix && <span className="text-xs text-warn">after the fix</span>}
              </td>
              <td>
                <Ago at={one.at_unix_ms} bare />
              </td>
              <td className="text-right">
                {mayLink && one.ticket_id && (
                  <Button
                    tone="quiet"
                    busy={unlink.isPending}
                    onClick={() => unlink.mutate({ problem_id: problem.problem_id, ticket_id: one.ticket_id })}
                  >
                    Unlink
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

function Course({ problem }: { problem: Problem }) {
  return (
    <Section title="Course">
      <ol className="space-y-1.5">
        {problem.lines.toReversed().map((line, place) => (
          <li key={place} className="break-words">
            <span className="font-medium">{line.kind === "moved" ? stateLabel(line.to) : lineLabel(line.kind)}</span>{" "}
            <span className="text-dim">
              {line.by}, <Moment at={line.at_unix_ms} />
            </span>
            {line.text && <span className="block whitespace-pre-wrap">{line.text}</span>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
