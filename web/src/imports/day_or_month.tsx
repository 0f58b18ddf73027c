// "03/04/2024" is two days. Asked once: the answer is remembered for the next file of the same product.
import { methods } from "@/api/client";
import type { Import } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/panel";
import { sayProblem } from "@/ui/toast";
import { dayIn, twoWays } from "./day_words";

export function DayOrMonth({ one }: { one: Import }) {
  const change = useChange(methods.updateImport, [methods.getImport], { onError: (error) => sayProblem("That was not changed.", error) });
  const isTime = (field: string) => field.endsWith("_at") || ["at", "from", "until"].includes(field);
  const samples = one.columns.filter((column) => isTime(column.field)).flatMap((column) => column.samples);
  const sample = samples.find(twoWays) ?? "";
  const choose = (date_order: string) => change.mutate({ import_id: one.import_id, date_order, columns: [] });
  return (
    <Notice tone="warn">
      <p>{sample ? `What day is “${sample}”?` : "What stands first in its dates, the day or the month?"} Nothing is checked before that is said.</p>
      <div className="mt-2 flex flex-wrap gap-2">
        {["DMY", "MDY"].map((order) => (
          <Button key={order} busy={change.isPending} onClick={() => choose(order)}>
            {sample ? dayIn(sample, order) : order === "DMY" ? "The day" : "The month"}
          </Button>
        ))}
      </div>
    </Notice>
  );
}
