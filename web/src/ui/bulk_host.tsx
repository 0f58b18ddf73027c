// The dialogs of changes on many things: how far they are, and what each failed one answered.
import { asProblem } from "@/api/problem";
import { useBulkShown, type BulkShown } from "./bulk_orders";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { count } from "./format";
import { Table } from "./panel";
import { State } from "./status";

export function BulkHost() {
  const shown = useBulkShown();
  if (!shown) return null;
  if (shown.kind === "outcome") return <Outcome {...shown} />;
  const reading = shown.kind === "reading";
  return (
    <Dialog title={reading ? "All that match" : shown.title} onClose={shown.stop}>
      <p role="status" className="mb-2">
        {reading ? `Reading what matches: ${count(shown.loaded)} so far.` : `${count(shown.done)} of ${count(shown.total)} done.`}
      </p>
      {!reading && <progress value={shown.done} max={shown.total} aria-label={shown.title} className="h-2 w-full accent-accent" />}
      <div className="mt-4 flex justify-end">
        <Button onClick={shown.stop}>{reading ? "Stop" : "Stop after the present ones"}</Button>
      </div>
    </Dialog>
  );
}

function Outcome({ title, results, total, again, undo, close }: BulkShown & { kind: "outcome" }) {
  const failed = results.filter((result) => result.error !== undefined);
  const leave = (act: () => void) => () => {
    close();
    act();
  };
  const left = total - results.length;
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
            {failed.map(({ item, error }) => (
              <tr key={item.id}>
                <td className="font-medium">{item.name}</td>
                <td>{item.where}</td>
                <td>
                  <State state="failed" label={asProblem(error).message} />
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        {undo && <Button onClick={leave(undo)}>Take back what is done</Button>}
        {failed.length > 0 && (
          <Button tone="primary" onClick={leave(again)}>
            Try the failed ones again
          </Button>
        )}
        <Button onClick={close}>Close</Button>
      </div>
    </Dialog>
  );
}
