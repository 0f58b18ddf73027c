// Changes on many things: how far they are, beside whatever the person does meanwhile; and what each failed one answered.
import { asProblem } from "@/api/problem";
import { useBulkShown, type BulkShown } from "./bulk_orders";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { count } from "./format";
import { Table } from "./panel";
import { State } from "./status";

export function BulkHost() {
  const shown = useBulkShown();
  const running = shown.flatMap(([id, one]) => (one.kind === "running" ? [{ id, ...one }] : []));
  const asks = shown.find(([, one]) => one.kind !== "running");
  return (
    <>
      {running.length > 0 && (
        <div className="no-print fixed right-4 bottom-4 z-30 w-80 max-w-[calc(100%-2rem)] space-y-2 max-md:bottom-18">
          {running.map(({ id, ...one }) => (
            <Running key={id} {...one} />
          ))}
        </div>
      )}
      {asks?.[1].kind === "reading" && <Reading {...asks[1]} />}
      {asks?.[1].kind === "outcome" && <Outcome key={asks[0]} {...asks[1]} />}
    </>
  );
}

function Running({ title, done, total, waits, stops, stop }: BulkShown & { kind: "running" }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-bg p-3 shadow-lg">
      <div className="flex items-start gap-3">
        <p className="min-w-0 flex-1 font-medium break-words">{title}</p>
        <Button disabled={stops} onClick={stop}>
          Stop
        </Button>
      </div>
      <p role="status" className="mt-1 text-dim">
        {count(done)} of {count(total)} done. {stops ? "Stops after the present ones." : waits}
      </p>
      <progress value={done} max={total} aria-label={title} className="mt-2 h-2 w-full accent-accent" />
    </section>
  );
}

function Reading({ loaded, stop }: BulkShown & { kind: "reading" }) {
  return (
    <Dialog title="All that match" onClose={stop}>
      <p role="status">Reading what matches: {count(loaded)} so far.</p>
      <div className="mt-4 flex justify-end">
        <Button onClick={stop}>Stop</Button>
      </div>
    </Dialog>
  );
}

// A person reads the first; the rest is tried again all the same.
const mostFailures = 200;

function Outcome({ title, results, total, again, undo, close }: BulkShown & { kind: "outcome" }) {
  const failed = results.filter((result) => result.error !== undefined);
  const leave = (act: () => void) => () => {
    close();
    act();
  };
  const left = total - results.length;
  const retry = [failed.length > 0 && "try the failed ones again", left > 0 && "do the rest"].filter(Boolean).join(" and ");
  return (
    <Dialog
      title={title}
      onClose={close}
      wide
      description={`${count(results.length - failed.length)} done, ${count(failed.length)} failed${left > 0 ? `, ${count(left)} not begun` : ""}.`}
    >
      {failed.length > 0 && (
        <div className="max-h-72 overflow-auto">
          <Table label="What failed" head={["What", "Client", "Result"]}>
            {failed.slice(0, mostFailures).map(({ item, error }) => (
              <tr key={item.id}>
                <td className="font-medium">{item.name}</td>
                <td>{item.where}</td>
                <td>
                  <State state="failed" label={asProblem(error).message} />
                </td>
              </tr>
            ))}
          </Table>
          {failed.length > mostFailures && <p className="mt-2 text-dim">And {count(failed.length - mostFailures)} more.</p>}
        </div>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        {undo && <Button onClick={leave(undo)}>Take back what is done</Button>}
        {retry && (
          <Button tone="primary" onClick={leave(again)}>
            {retry[0].toUpperCase() + retry.slice(1)}
          </Button>
        )}
        <Button onClick={close}>Close</Button>
      </div>
    </Dialog>
  );
}
