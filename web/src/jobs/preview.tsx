// Whom a job would reach, before anybody is asked to sign it.
import { TriangleAlert } from "lucide-react";
import type { JobPreview } from "@/api/generated/schema";
import { count, counted, words } from "@/ui/format";
import { Facts, Notice, Section, Table } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { gateMark } from "@/authority/gate_words";
import { personsWords, radiusLabel } from "./job_words";

const warn = <TriangleAlert size={14} aria-hidden className="mt-1 shrink-0 text-warn" />;

export function Preview({ preview }: { preview: JobPreview }) {
  const servers = preview.devices.filter((one) => one.device_class === "server").length;
  const silent = preview.devices.filter((one) => !one.online).length;
  const stopped = preview.devices.filter((one) => one.obstacle).length;
  const critical = ["C1", "C2"]
    .map((level) => [level, preview.devices.filter((one) => one.criticality === level).length] as const)
    .filter(([, many]) => many > 0);
  return (
    <Section title="Whom it reaches">
      <div className="space-y-3">
        <Facts
          rows={[
            [
              "Reaches",
              preview.reached === 0
                ? `none of ${counted(preview.devices.length, "machine", "machines")} named`
                : `${count(preview.reached)} of ${counted(preview.devices.length, "machine", "machines")} named: ${radiusLabel(preview.blast_radius)}`,
            ],
            ["Servers", servers > 0 ? count(servers) : "none"],
            ["Criticality", critical.length > 0 ? critical.map(([level, many]) => `${count(many)} of ${level}`).join(", ") : "none of C1 or C2"],
            ["Not connected", silent > 0 ? `${count(silent)}: they get it when they come back within its window` : "none"],
            ["Signatures", personsWords(preview.persons_needed)],
            ["Approval", preview.approval_needed ? "another person has to approve it first" : "not needed"],
          ]}
        />
        {preview.warnings.map((text) => (
          <Notice key={text} tone="warn" icon={warn}>
            {text}
          </Notice>
        ))}
        {stopped > 0 && (
          <Notice tone="warn" icon={warn}>
            Something stands in the way on {counted(stopped, "machine", "machines")}; it says below what.
          </Notice>
        )}
        <div className="scroll-thin max-h-96 overflow-y-auto">
          <Table label="Machines that it would reach" head={["Machine", "May run?", "What stands in the way"]}>
            {preview.devices.map((one) => (
              <tr key={one.device_id}>
                <td>
                  <span className="font-medium">{one.name}</span> {one.device_class && <Chip>{words(one.device_class)}</Chip>}{" "}
                  {one.criticality && <Chip>{one.criticality}</Chip>}
                  {!one.online && <span className="block text-xs text-dim">not connected</span>}
                </td>
                <td className="whitespace-nowrap">
                  <State {...gateMark(one.gate_state)} />
                </td>
                <td>{one.obstacle || <span className="text-dim">nothing</span>}</td>
              </tr>
            ))}
          </Table>
        </div>
      </div>
    </Section>
  );
}
