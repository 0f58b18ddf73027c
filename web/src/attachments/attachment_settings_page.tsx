// The scanner, how much is kept and how much may be.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { AttachmentSettings, ScannerTest } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { bytes, count } from "@/ui/format";
import { Facts, Notice, Page, Section } from "@/ui/panel";
import { Ago } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";
import { useTitle } from "@/ui/title";

const mebibyte = 2 ** 20;

export default function AttachmentSettingsPage() {
  useTitle("Attachments");
  const query = useApi(methods.getAttachmentSettings, {}, { refetchInterval: 15_000 });
  if (!query.data)
    return query.isError ? (
      <Failed what="the settings" error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading what="the settings" />
    );
  return (
    <Page narrow>
      <Kept settings={query.data} />
      <Form key={query.data.etag} settings={query.data} />
    </Page>
  );
}

function Kept({ settings }: { settings: AttachmentSettings }) {
  return (
    <Section title="What is kept">
      <div className="mb-3">
        <ScannerNotice settings={settings} />
      </div>
      <Facts
        rows={[
          ["Files", `${count(Number(settings.kept_files))}, ${bytes(Number(settings.kept_bytes), 1024)} of ${bytes(Number(settings.most_total_bytes), 1024)}`],
          ["Wait for the scanner", count(Number(settings.waiting))],
          ["Could not be scanned", count(Number(settings.failed))],
          ["Harmful", count(Number(settings.infected))],
          ["One file", `at most ${bytes(Number(settings.most_file_bytes), 1024)}`],
        ]}
      />
    </Section>
  );
}

function ScannerNotice({ settings }: { settings: AttachmentSettings }) {
  switch (settings.scanner_state) {
    case "answers":
      return (
        <Notice tone="info">
          The scanner answers, last <Ago at={settings.scanner_seen_at_unix_ms} />.
        </Notice>
      );
    case "failing":
      return (
        <Notice tone="crit">
          The scanner does not work: {settings.scanner_note}. New files are kept, your own people can open them at their own risk, clients cannot.
        </Notice>
      );
    case "unknown":
      return <Notice tone="warn">The scanner was not asked yet. Send it a test.</Notice>;
    default:
      return <Notice tone="warn">There is no scanner: files are given out as they came, and say that they were not scanned.</Notice>;
  }
}

function Form({ settings }: { settings: AttachmentSettings }) {
  const [scanner, setScanner] = useState(settings.scanner),
    [ticket, setTicket] = useState(String(Math.round(Number(settings.most_ticket_bytes) / mebibyte))),
    [client, setClient] = useState(String(Math.round(Number(settings.most_client_bytes) / mebibyte))),
    [total, setTotal] = useState(String(Math.round(Number(settings.most_total_bytes) / mebibyte))),
    [outcome, setOutcome] = useState<ScannerTest>(),
    [testing, setTesting] = useState(false);
  const change = useChange(methods.updateAttachmentSettings, [methods.getAttachmentSettings], {
    etag: settings.etag,
    onSuccess: () => say("Saved."),
  });
  const test = async () => {
    setTesting(true);
    setOutcome(undefined);
    try {
      setOutcome(await call(methods.testScanner, { scanner: scanner.trim() }));
    } catch (error) {
      sayProblem("The test did not run.", error);
    }
    setTesting(false);
  };
  return (
    <Section title="Scanner and bounds">
      <div className="space-y-3">
        <TextField
          label="clamd (optional)"
          help="unix:/run/clamav/clamd.ctl, or tcp:127.0.0.1:3310. Empty: no scanner."
          value={scanner}
          onChange={(event) => setScanner(event.target.value)}
          error={change.error?.field("scanner")}
          spellCheck={false}
          autoComplete="off"
          maxLength={300}
        />
        {outcome && <Notice tone={outcome.works ? "info" : "crit"}>{outcome.sentence}</Notice>}
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="All files of one ticket, MiB"
            inputMode="numeric"
            value={ticket}
            onChange={(event) => setTicket(event.target.value)}
            error={change.error?.field("most_ticket_bytes")}
          />
          <TextField
            label="All files of one client, MiB"
            inputMode="numeric"
            value={client}
            onChange={(event) => setClient(event.target.value)}
            error={change.error?.field("most_client_bytes")}
          />
          <TextField
            label="All files together, MiB"
            inputMode="numeric"
            value={total}
            onChange={(event) => setTotal(event.target.value)}
            error={change.error?.field("most_total_bytes")}
          />
        </div>
        {change.isError && <ProblemLine error={change.error} />}
        <div className="flex flex-wrap gap-2">
          <Button
            tone="primary"
            busy={change.isPending}
            onClick={() =>
              change.mutate({
                scanner: scanner.trim(),
                most_ticket_bytes: String(Math.round((Number(ticket) || 0) * mebibyte)),
                most_client_bytes: String(Math.round((Number(client) || 0) * mebibyte)),
                most_total_bytes: String(Math.round((Number(total) || 0) * mebibyte)),
              })
            }
          >
            Save
          </Button>
          <Button busy={testing} disabled={!scanner.trim()} onClick={() => void test()}>
            Send a test file
          </Button>
        </div>
      </div>
    </Section>
  );
}
