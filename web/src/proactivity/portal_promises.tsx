// K01 and K02 in the client's own portal: the same value as on our page, from the same method.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Failed, Loading } from "@/ui/empty";
import { count, counted } from "@/ui/format";
import { ratioWords, shown } from "./verdict_words";

export default function PortalPromises({ client, month }: { client: string; month: string }) {
  const may = useMay("proactivity.read");
  const query = useApi(methods.getProactivity, { client_id: client, month }, { enabled: may, keep: true });
  if (!may) return null;
  const figures = query.data;
  return (
    <section aria-label="Who knew first" className="mt-6">
      <h2 className="mb-2 font-semibold">Who knew first</h2>
      {query.isPending && <Loading what="who knew first" rows={2} />}
      {query.isError && !figures && <Failed what="who knew first" error={query.error} retry={() => void query.refetch()} />}
      {figures && (
        <>
          <dl className="grid gap-3 sm:grid-cols-2">
            <div className="rounded-xl border border-line px-4 py-3">
              <dt className="text-sm">We acted before anybody had to tell us (K01)</dt>
              <dd className="text-lg font-semibold">{ratioWords(figures)}</dd>
              <dd className="text-sm text-dim">
                {count(figures.numerator)} of {counted(figures.denominator, "disturbance", "disturbances")}
                {figures.enough && `, 95 % interval ${shown(figures.interval_low)} to ${shown(figures.interval_high)} %`}
                {figures.client_first > 0 && `; ${count(figures.client_first)} you told us first`}
                {figures.seen_not_acted > 0 && `; ${count(figures.seen_not_acted)} we saw and did not act on in time`}
              </dd>
            </div>
            <div className="rounded-xl border border-line px-4 py-3">
              <dt className="text-sm">Our lead before the first call (K02, median)</dt>
              <dd className="text-lg font-semibold">{figures.has_lead ? `${shown(figures.lead_minutes)} min` : "no data"}</dd>
              <dd className="text-sm text-dim">
                of {counted(figures.lead_sample, "reported one", "reported ones")}; nobody had to report {count(figures.never_reported)}
              </dd>
            </div>
          </dl>
          <p className="mt-2 text-sm text-dim">Counted by definition {figures.definition_version}; your provider sees the same numbers.</p>
        </>
      )}
    </section>
  );
}
