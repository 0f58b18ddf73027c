import { useState } from "react";
import { methods } from "@/api/client";
import type { Enrolment } from "@/api/generated/schema";
import { useApiPages, useChange } from "@/api/query";
import { useClientId } from "@/app/search";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading } from "@/ui/empty";
import { termText } from "@/ui/filter";
import { count } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { Ago, Until } from "@/ui/time";
import { say } from "@/ui/toast";

/// Lines that a machine could still use.
export function EnrolmentLines() {
  const client = useClientId();
  const query = useApiPages(
    methods.listEnrolments,
    { filter: client ? termText("client_id", client) : "", page_size: 50 },
    (answer) => answer.enrolments,
    { refetchInterval: 30_000 },
  );
  const [revoking, setRevoking] = useState<Enrolment>();
  return (
    <Section title="Open lines">
      {query.isError && query.rows.length === 0 && (
        <Failed what="the enrolment lines" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.isPending && <Loading what="enrolment lines" rows={2} />}
      {query.isSuccess && query.rows.length === 0 && <p className="text-dim">No line is open: no machine can enrol itself now.</p>}
      {query.rows.length > 0 && (
        <Table label="Open enrolment lines" head={["Client", "Note", "Used", "Expires", "Made", ""]}>
          {query.rows.map((line) => (
            <tr key={line.enrolment_id}>
              <td className="font-medium">{line.client_name}</td>
              <td>{line.note || <span className="text-dim">none</span>}</td>
              <td className="whitespace-nowrap">
                {count(line.max_uses - line.uses_left)} of {count(line.max_uses)}
              </td>
              <td className="whitespace-nowrap">
                <Until at={line.expires_at_unix_ms} />
              </td>
              <td className="whitespace-nowrap">
                <Ago at={line.created_at_unix_ms} /> <span className="text-xs text-dim">{line.created_by}</span>
              </td>
              <td className="text-end">
                <Button tone="quiet" onClick={() => setRevoking(line)}>
                  Revoke
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <More of={query}>More</More>
      {revoking && <Revoke line={revoking} onClose={() => setRevoking(undefined)} />}
    </Section>
  );
}

function Revoke({ line, onClose }: { line: Enrolment; onClose: () => void }) {
  const change = useChange(methods.revokeEnrolment, [methods.listEnrolments, methods.getEnrolment], {
    onSuccess: () => {
      onClose();
      say("The line is withdrawn.");
    },
  });
  return (
    <FormDialog
      title={`Revoke the line for ${line.client_name}?`}
      description={line.note || undefined}
      submit="Revoke"
      tone="danger"
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate({ enrolment_id: line.enrolment_id })}
    >
      <p>No further machine can enrol with it. Machines that came with it stay.</p>
    </FormDialog>
  );
}
