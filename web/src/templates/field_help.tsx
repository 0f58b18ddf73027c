// What may stand between {{ and }}, said beside the text that may hold it.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";

export function FieldHelp({ newTicket }: { newTicket?: boolean }) {
  const fields = useApi(methods.listTemplateFields, {}, { staleTime: 600_000 }).data?.fields ?? [];
  const known = newTicket ? fields.filter((field) => field.before_ticket) : fields;
  return (
    <details className="text-xs">
      <summary className="w-fit text-accent coarse:min-h-11">Fields that are filled in</summary>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-dim">
        {known.map((field) => (
          <div key={field.name} className="contents">
            <dt className="font-mono text-ink">{`{{${field.name}}}`}</dt>
            <dd>{field.meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
