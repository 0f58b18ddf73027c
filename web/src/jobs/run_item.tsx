// An item of a policy on one machine: which, with what, why. It was signed beforehand; the machine decides whether it runs now.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Policy } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { gateMark } from "@/authority/gate_words";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { Notice } from "@/ui/panel";
import { State } from "@/ui/status";
import { say } from "@/ui/toast";
import { ValueField } from "./action_fields";
import { rangeProblem } from "./policy_words";
import { windowWords } from "./window_words";

const most = 500;
const touched = [methods.listPolicies, methods.listPolicyRuns];

export function RunItem({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const [item, setItem] = useState(0);
  const [values, setValues] = useState<Record<string, string>>({});
  const [device, setDevice] = useState("");
  const [reason, setReason] = useState("");
  const gates = useApi(methods.listGates, { filter: termText("client_id", policy.client_id), order_by: "device", page_size: most }).data?.gates ?? [];
  const able = gates.filter((one) => one.gate_id !== "");
  const chosen = able.find((one) => one.device_id === device);
  const parameters = policy.items[item]?.parameters ?? [];
  const run = useChange(methods.runPolicyItem, touched, {
    onSuccess: (made) => {
      say(`${made.item} on ${made.device_name}: ${made.words}`);
      onClose();
    },
  });
  const isWhole = device !== "" && reason.trim() !== "" && parameters.every((one) => !rangeProblem(one, values[one.name] ?? ""));
  return (
    <FormDialog
      title="Run an item of the policy"
      description={`${policy.signed_by.join(" and ") || "Those who may"} signed it beforehand. The machine keeps to its windows and its budget by itself.`}
      submit="Run it"
      onSubmit={() =>
        run.mutate({ policy_id: policy.policy_id, item, values: parameters.map((one) => values[one.name] ?? ""), device_id: device, reason: reason.trim() })
      }
      onClose={onClose}
      busy={run.isPending}
      error={run.error}
      disabled={!isWhole}
    >
      {policy.items.length > 1 && (
        <SelectField
          label="What"
          choices={policy.items.map((one, place) => ({ value: String(place), label: one.name }))}
          value={String(item)}
          onChange={(event) => {
            setItem(Number(event.target.value));
            setValues({});
          }}
        />
      )}
      {parameters.map((one) => (
        <ValueField key={one.name} parameter={one} value={values[one.name] ?? ""} onChange={(value) => setValues({ ...values, [one.name]: value })} />
      ))}
      <SelectField
        label="Machine"
        choices={[{ value: "", label: "Choose" }, ...able.map((one) => ({ value: one.device_id, label: one.device_name }))]}
        value={device}
        help={able.length === 0 ? "No machine of this client has a gate that would run it." : undefined}
        error={run.error?.field("device_id")}
        onChange={(event) => setDevice(event.target.value)}
      />
      {chosen && (
        <Notice tone={chosen.state === "ready" || chosen.state === "waiting" ? "info" : "warn"}>
          <State {...gateMark(chosen.state)} className="font-medium" />{" "}
          {chosen.state === "waiting" ? "What a policy allows runs all the same." : chosen.words} It runs only:{" "}
          {policy.windows.map(windowWords).join("; ") || "at any time"}.
        </Notice>
      )}
      <TextField label="Why" value={reason} maxLength={500} error={run.error?.field("reason")} onChange={(event) => setReason(event.target.value)} />
    </FormDialog>
  );
}
