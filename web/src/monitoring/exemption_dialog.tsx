// A dated deviation from the catalogue: for a whole client, one device, or one item of it.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { largestPage, useApi, useChange } from "@/api/query";
import { localInput } from "@/directory/window_times";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { clearText, holdText, levelsText, lowerIsWorse } from "./check_words";
import { emptyExemption, exemptionRequest, type ExemptionForm } from "./exemption_form";

interface Props {
  clientId: string;
  device?: Device; // absent: the whole client
  check?: { check: string; item: string }; // what the dialog begins with
  onClose: () => void;
}
const day = 86_400_000;
const wide = "client";

export function ExemptionDialog({ clientId, device, check, onClose }: Props) {
  const catalogue = useApi(methods.listCatalogue, { page_size: largestPage }, { staleTime: 300_000 }).data?.checks ?? [];
  const [code, setCode] = useState(check?.check ?? "");
  const [item, setItem] = useState(check?.item ?? "");
  const [scope, setScope] = useState(device ? "device" : wide);
  const [form, setForm] = useState<ExemptionForm>(() => ({ ...emptyExemption, expires: localInput(Date.now() + 30 * day).slice(0, 10) }));
  const set = (part: Partial<ExemptionForm>) => setForm({ ...form, ...part });
  const known = catalogue.find((one) => one.check === code);
  const change = useChange(methods.createExemption, [methods.listExemptions, methods.listChecks], {
    onSuccess: () => {
      onClose();
      say("The exemption holds from the next result on.");
    },
  });
  const { request, problem } = exemptionRequest(form);
  const number = (name: keyof ExemptionForm & string, label: string, usual: number | undefined) => (
    <TextField
      label={label}
      inputMode="decimal"
      value={String(form[name])}
      placeholder={usual === undefined ? "none" : String(usual)}
      onChange={(event) => set({ [name]: event.target.value })}
      error={change.error?.field(name)}
    />
  );
  return (
    <FormDialog
      wide
      title="Exempt from a check"
      description="A deviation is dated and has a reason: somebody will ask."
      submit="Exempt"
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!code || problem !== ""}
      onSubmit={() =>
        change.mutate({ ...request, client_id: clientId, device_id: scope === wide ? "" : device?.device_id, check: code, item })
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Check"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          choices={[
            ...(code ? [] : [{ value: "", label: "Choose a check" }]),
            ...catalogue.map((one) => ({ value: one.check, label: `${one.check} ${one.name}` })),
          ]}
          autoFocus={!check}
        />
        {device && (
          <SelectField
            label="For"
            value={scope}
            onChange={(event) => setScope(event.target.value)}
            choices={[
              { value: "device", label: device.name },
              { value: wide, label: `All devices of ${device.client_name}` },
            ]}
          />
        )}
        <TextField
          label="Item"
          value={item}
          onChange={(event) => setItem(event.target.value)}
          help="A volume, a service; empty: all items"
        />
        <TextField
          label="Until, that day included"
          type="date"
          value={form.expires}
          onChange={(event) => set({ expires: event.target.value })}
          error={change.error?.field("expires_at_unix_ms")}
        />
      </div>
      {known && (
        <p className="rounded-md bg-panel px-3 py-2 text-dim">
          The catalogue says:{" "}
          {[
            levelsText(known, known.unit, known.metric, lowerIsWorse(known)),
            clearText(known, known.unit, known.metric, lowerIsWorse(known)),
            holdText(known.hold_warning_s || known.hold_critical_s, known.sampling),
          ]
            .filter(Boolean)
            .join("; ")}
          .
        </p>
      )}
      <CheckField
        label="Switch the check off"
        help="At most 90 days"
        checked={form.off}
        onChange={(event) => set({ off: event.target.checked })}
      />
      {!form.off && (
        <>
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {number("raise_warning", `Warning from${known?.unit ? `, ${known.unit}` : ""}`, known?.raise_warning)}
            {number("clear_warning", "Warning clears at", known?.clear_warning)}
            {number("raise_critical", "Critical from", known?.raise_critical)}
            {number("clear_critical", "Critical clears at", known?.clear_critical)}
          </div>
          <details>
            <summary className="link">Timing</summary>
            <div className="mt-2 grid grid-cols-2 gap-3 sm:grid-cols-4">
              {number("hold_s", "Hold, s", known?.hold_warning_s)}
              {number("interval_s", "Interval, s", known?.interval_s)}
              {number("samples_needed", "Samples needed", undefined)}
              {number("samples_of", "of the last", undefined)}
            </div>
          </details>
        </>
      )}
      <TextArea
        label="Reason"
        value={form.reason}
        onChange={(event) => set({ reason: event.target.value })}
        maxLength={2000}
        error={change.error?.field("reason")}
        autoFocus={Boolean(check)}
      />
      {problem && form.reason.trim().length >= 10 && (
        <p className="text-dim" aria-live="polite">
          {problem}
        </p>
      )}
    </FormDialog>
  );
}
