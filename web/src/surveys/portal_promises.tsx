// What the company's own people answered after their tickets (K08): for whoever may see it.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Failed, Loading } from "@/ui/empty";
import { counted, decimal } from "@/ui/format";

export default function PortalPromises({ client, from, until }: { client: string; from: number; until: number }) {
  const may = useMay("survey.read");
  const asked = { client_id: client, from_unix_ms: from, until_unix_ms: until };
  const query = useApi(methods.getSatisfaction, asked, { enabled: may && until > 0, keep: true });
  if (!may || until === 0) return null;
  const all = query.data?.all;
  return (
    <section aria-label="What your people said" className="mt-6">
      <h2 className="mb-2 font-semibold">What your people said</h2>
      {query.isPending && <Loading what="what your people said" rows={1} />}
      {query.isError && !query.data && <Failed what="what your people said" error={query.error} retry={() => void query.refetch()} />}
      {query.data && (
        <p className="rounded-xl border border-line px-4 py-3">
          {!all || all.answered === 0 ? (
            "Nobody answered in this month: no data, neither good nor bad."
          ) : (
            <>
              <span className="font-semibold">{all.enough ? `${decimal(all.percent, 1)} % good` : "Too few for a figure"}</span>
              <span className="block text-sm text-dim">
                {all.good} good, {all.ok} OK, {all.bad} bad, of {counted(all.answered, "answer", "answers")}
                {all.enough && `, 95 % interval ${decimal(all.interval_low, 1)} to ${decimal(all.interval_high, 1)} %`} (K08)
              </span>
            </>
          )}
        </p>
      )}
    </section>
  );
}
