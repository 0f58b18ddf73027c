// Beside Now: who is on call, and what of the rota needs somebody.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Until } from "@/ui/time";

export function OnCallNow() {
  const may = useMay("oncall.read");
  const answer = useApi(methods.getOnCall, {}, { enabled: may, refetchInterval: 60_000 }).data;
  if (!may || !answer?.is_set_up) return null;
  return (
    <section aria-label="On call">
      <div className="mb-2 flex min-h-7 items-center gap-2">
        <h2 className="text-sm font-semibold">On call</h2>
        <Link to="/settings/on-call" className="link ml-auto text-xs">
          Rota
        </Link>
      </div>
      <ul className="space-y-1">
        {answer.places.map((place) => (
          <li key={`${place.schedule_id} ${place.layer}`} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate">
              {place.name ? place.name : <span className="text-crit">Nobody</span>}
              <span className="text-dim"> · {place.layer_name}</span>
            </span>
            {place.until_unix_ms > 0 && (
              <span className="shrink-0 text-dim">
                changes <Until at={place.until_unix_ms} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {answer.attention.length > 0 && (
        <p className="mt-2 text-warn">
          <Link to="/settings/on-call" className="link">
            {answer.attention.length === 1 ? answer.attention[0]?.text : `${answer.attention.length} things about the rota need somebody`}
          </Link>
        </p>
      )}
    </section>
  );
}
