import type { Device } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField } from "@/ui/field";
import type { Column } from "@/ui/grid_columns";
import { shippedColumns } from "./device_cells";

export function ColumnDialog({
  columns,
  shown,
  onChange,
  onClose,
}: {
  columns: readonly Column<Device>[];
  shown: readonly string[];
  onChange: (keys: string[]) => void;
  onClose: () => void;
}) {
  const toggle = (key: string) =>
    onChange(columns.map((column) => column.key).filter((one) => (one === key ? !shown.includes(key) : shown.includes(one))));
  return (
    <Dialog title="Columns" description="Where the list is narrow, the less important ones step back by themselves." onClose={onClose}>
      <div className="grid grid-cols-2 gap-x-4 gap-y-2">
        {columns.map((column) => (
          <CheckField
            key={column.key}
            label={column.title}
            checked={shown.includes(column.key)}
            disabled={column.key === "name"}
            onChange={() => toggle(column.key)}
          />
        ))}
      </div>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={() => onChange([...shippedColumns])}>Usual columns</Button>
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
