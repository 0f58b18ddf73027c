import { SelectField } from "@/ui/field";
import { Priority } from "@/ui/status";
import { impacts, matrixPriority, urgencies } from "./ticket_words";

interface Props {
  impact: string;
  urgency: string;
  onImpact: (impact: string) => void;
  onUrgency: (urgency: string) => void;
}

/// Impact and urgency make the priority; nobody picks a number.
export function ImpactFields({ impact, urgency, onImpact, onUrgency }: Props) {
  return (
    <div>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField label="Impact" choices={impacts} value={impact} onChange={(event) => onImpact(event.target.value)} />
        <SelectField label="Urgency" choices={urgencies} value={urgency} onChange={(event) => onUrgency(event.target.value)} />
      </div>
      <p role="status" className="mt-2 flex items-center gap-2 text-dim">
        They make it <Priority value={matrixPriority(impact, urgency)} />
      </p>
    </div>
  );
}
